import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ETHER_TYPE, NO_NETWORK } from '../../../src/net/link/network-start.ts';
import { PDU, readUpperPdu, UpperPdu } from '../../../src/net/link/upper-pdu.ts';
import { join, latin1, u32 } from '../../support/captures/packets.ts';
import { tag, upperPdu } from '../../support/captures/tunnel-packets.ts';
import { FLOW, FLOW6, regionOf, rest } from '../support.ts';

const PAYLOAD = latin1('payload');

function read(bytes: Uint8Array): { pdu: UpperPdu; payload: Uint8Array; fault: string | undefined } {
  const region = regionOf(bytes);
  const pdu = new UpperPdu();
  const fault = readUpperPdu(region, pdu)?.code;
  return { pdu, payload: rest(region), fault };
}

describe('what it holds', () => {
  test.each([
    ['dissector sip', tag(12, 'sip'), { content: PDU.PAYLOAD }],
    ['a name that is not filled up', join([0, 12, 0, 3], latin1('sip')), { content: PDU.PAYLOAD }],
    ['heuristic dissector', tag(13, 'sip_udp'), { content: PDU.PAYLOAD }],
    ['dissector table of ports', join(tag(14, 'udp.port'), tag(32, u32(5060))), { content: PDU.PAYLOAD }],
    ['esp', tag(12, 'esp'), { content: PDU.TRANSPORT, protocol: 50 }],
    ['udp', tag(12, 'udp'), { content: PDU.TRANSPORT, protocol: 17 }],
    ['table of IP protocols', join(tag(14, 'ip.proto'), tag(32, u32(17))), { content: 2, protocol: 17 }],
    ['ip', tag(12, 'ip'), { content: PDU.NETWORK, etherType: NO_NETWORK.INNER_LINK, linkType: 101 }],
    ['eth', tag(12, 'eth_withoutfcs'), { content: PDU.NETWORK, etherType: ETHER_TYPE.ETHERNET }],
    ['table of EtherTypes', join(tag(14, 'ethertype'), tag(32, u32(0x86dd))), { etherType: 0x86dd }],
    ['gtp', tag(12, 'gtp'), { content: PDU.GTPU }],
    ['another one', tag(12, 'mac-lte-framed'), { content: PDU.OTHER }],
    ['nothing said', new Uint8Array(0), { content: PDU.OTHER }],
  ])('%s', (_name, dissector, expected) => {
    const { pdu, payload, fault } = read(upperPdu(dissector, FLOW, PAYLOAD));
    expect(fault).toBeUndefined();
    expect(pdu).toMatchObject(expected);
    expect(payload).toEqual(PAYLOAD);
  });
});

test('addresses and ports of both families, and nothing left of the one before', () => {
  const { pdu } = read(upperPdu(tag(12, 'sip'), FLOW6, PAYLOAD));
  expect(pdu).toMatchObject({ family: 6, sourcePort: FLOW6.sourcePort, destinationPort: 5062 });
  expect([...pdu.addresses.slice(0, 2), pdu.addresses[15], pdu.addresses[31]]).toEqual([0x20, 1, 1, 2]);
  const region = regionOf(upperPdu(tag(12, 'sip'), FLOW, PAYLOAD));
  expect(readUpperPdu(region, pdu)).toBeNull();
  expect(pdu.family).toBe(4);
  expect([...pdu.addresses]).toEqual([10, 0, 0, 1, 10, 0, 0, 2, ...new Array<number>(24).fill(0)]);
  expect(readUpperPdu(regionOf(tag(0, [])), pdu)).toBeNull();
  expect(pdu).toMatchObject({ content: PDU.OTHER, sourcePort: 0, destinationPort: 0 });
  expect(pdu.addresses.every(octet => octet === 0)).toBe(true);
});

test('tags of a wrong length are passed over', () => {
  const tags = [tag(12, 'sip'), [0, 20, 0, 1, 9], [0, 25, 0, 2, 9, 9], tag(23, [1]), tag(26, []), tag(0, [])];
  const { pdu, fault } = read(join(...tags, PAYLOAD));
  expect(fault).toBeUndefined();
  expect(pdu).toMatchObject({ content: PDU.PAYLOAD, sourcePort: 0, destinationPort: 0, family: 4 });
  expect(pdu.addresses.every(octet => octet === 0)).toBe(true);
});

test('cut within the tags', () => {
  const bytes = upperPdu(tag(12, 'sip'), FLOW, PAYLOAD);
  for (let length = 0; length < bytes.length - PAYLOAD.length; length++)
    expect(read(bytes.slice(0, length)).fault).toBe('upper-pdu');
});

test('whatever the bytes, the region stays inside', () => {
  const tags = fc.array(
    fc.tuple(
      fc.constantFrom(0, 12, 13, 14, 20, 21, 22, 23, 25, 26, 32, 99),
      fc.uint8Array({ maxLength: 20 }),
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(tags, fc.uint8Array({ maxLength: 20 }), (list, tail) => {
      const bytes = join(...list.map(([type, value]) => tag(type, value)), tail);
      const region = regionOf(bytes);
      readUpperPdu(region, new UpperPdu());
      expect(region.start).toBeLessThanOrEqual(bytes.length);
      expect(region.end).toBe(bytes.length);
    }),
    { seed: 1, numRuns: 3000 },
  );
});
