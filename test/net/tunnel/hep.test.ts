import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressText } from '../../../src/bytes/address.ts';
import { hepLength, hepTransport, readHep } from '../../../src/net/tunnel/hep.ts';
import { chunk, hep3 } from '../../support/captures/hep-packets.ts';
import { join, latin1, u16 } from '../../support/captures/packets.ts';
import { FLOW, FLOW6 } from '../support.ts';

const SIP = latin1('OPTIONS sip:a SIP/2.0\r\n\r\n');

function read(bytes: Uint8Array) {
  return readHep(bytes, 0, bytes.length);
}

describe('length', () => {
  test.each([
    [hep3(FLOW, SIP), hep3(FLOW, SIP).length],
    [latin1('H'), 0],
    [latin1('HEP3'), 0],
    [join(latin1('HEP3'), u16(6)), 6],
    [join(latin1('HEP3'), u16(5)), -1],
    [latin1('HEP2..'), -1],
    [latin1('HELLO sip:a'), -1],
  ])('%#', (bytes, expected) => {
    expect(hepLength(join([0], bytes), 1, bytes.length + 1)).toBe(expected);
  });
});

describe('chunks', () => {
  test.each([
    [FLOW, 4],
    [FLOW6, 16],
  ] as const)('ends, transport and time of %j', (flow, length) => {
    const packet = read(hep3(flow, SIP, { protocol: 6, seconds: 5, microseconds: 7 }));
    expect(packet).toMatchObject({
      family: length === 4 ? 4 : 6,
      sourcePort: flow.sourcePort,
      destinationPort: flow.destinationPort,
      seconds: 5,
      microseconds: 7,
      payload: SIP,
    });
    expect(addressText(packet.addresses, 0, length)).toBe(flow.source);
    expect(addressText(packet.addresses, length, length)).toBe(flow.destination);
    expect(hepTransport(packet)).toBe('tcp');
  });

  test('a compressed payload is unpacked, one that is damaged is none', () => {
    expect(read(hep3(FLOW, deflateSync(SIP), { payloadType: 16 })).payload).toEqual(SIP);
    expect(read(hep3(FLOW, [1, 2, 3, 4], { payloadType: 16 })).payload).toBeNull();
    expect(read(hep3(FLOW, deflateSync(new Uint8Array(65_537)), { payloadType: 16 })).payload).toBeNull();
  });

  test('chunks of other vendors, and those of a wrong length, are passed over', () => {
    const packet = read(
      hep3(FLOW, SIP, { more: join(chunk(7, u16(1), 4), chunk(8, [1]), chunk(15, [1], 2)) }),
    );
    expect(packet).toMatchObject({
      sourcePort: FLOW.sourcePort,
      destinationPort: FLOW.destinationPort,
      payload: SIP,
    });
  });

  test('none at all, or one that goes beyond the end', () => {
    expect(read(join(latin1('HEP3'), u16(6)))).toMatchObject({ payload: null, seconds: -1, protocol: 0 });
    expect(read(join(latin1('HEP3'), u16(14), u16(0), u16(15), u16(900), [65])).payload).toEqual(latin1('A'));
    expect(read(join(latin1('HEP3'), u16(14), u16(0), u16(15), u16(0), [65])).payload).toBeNull();
  });

  test.each([
    [0, 'udp'],
    [17, 'udp'],
    [6, 'tcp'],
    [22, 'tcp'],
    [132, 'sctp'],
  ])('IP protocol %d is %s', (protocol, transport) => {
    expect(hepTransport(read(hep3(FLOW, SIP, { protocol })))).toBe(transport);
  });
});

test('whatever the bytes: no exception, and the payload lies in its buffer', () => {
  const whole = hep3(FLOW6, SIP);
  const change = fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 }));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 5 }), fc.nat({ max: whole.length }), (changes, length) => {
      const bytes = whole.slice(0, length);
      for (const [offset, value] of changes) if (offset < length) bytes[offset] = value;
      hepLength(bytes, 0, length);
      expect(readHep(bytes, 0, length).payload?.length ?? 0).toBeLessThanOrEqual(65_536);
    }),
    { seed: 1, numRuns: 3000 },
  );
});
