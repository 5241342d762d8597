import { describe, expect, test } from 'vitest';
import { Lookups } from '../../../src/access/connections/lookups.ts';
import { PdnTable } from '../../../src/access/connections/pdn-table.ts';
import type { Pdn } from '../../../src/access/pdn.ts';
import { parseAddress } from '../../../src/bytes/address.ts';
import { dhcpv4, dhcpv6, dns, ikeInit, labels } from '../../support/access/lookup-packets.ts';
import { placeAt } from '../../support/access/places.ts';
import { join } from '../../support/captures/packets.ts';

const UE = '192.0.2.5';
const SERVER = '192.0.2.53';
const PCSCF = 'pcscf.ims.mnc001.mcc001.3gppnetwork.org';

const up = (seconds: number, sourcePort = 40_000) =>
  placeAt(seconds, UE, SERVER, { sourcePort, destinationPort: 53 });
const down = (seconds: number, destinationPort = 40_000) =>
  placeAt(seconds, SERVER, UE, { sourcePort: 53, destinationPort });
const octets = (...addresses: readonly string[]) =>
  join(...addresses.map(text => parseAddress(text) as Uint8Array));

/** What was looked up when the capture ends. */
function found(feed: (lookups: Lookups) => void, connections = 100): Pdn[] {
  const all: Pdn[] = [];
  const table = new PdnTable({ connections, messages: 1000 }, pdn => all.push(pdn));
  feed(new Lookups(table, { connections, messages: 1000 }));
  table.end();
  return all;
}

const shapeOf = ({ lookup, result, frames }: Pdn) => [
  lookup?.type,
  lookup?.name,
  lookup?.code,
  result,
  frames.map(({ frame }) => frame).join(' '),
];

describe('DNS', () => {
  test('a question and its answer give the addresses of the P-CSCF', () => {
    const [pdn, ...rest] = found(lookups => {
      lookups.dns(dns(PCSCF, 'A'), up(1));
      lookups.dns(dns(PCSCF, 'A', { code: 0, addresses: ['198.51.100.7', '198.51.100.7'] }), down(2));
    });
    expect(rest).toEqual([]);
    expect(pdn).toMatchObject({
      via: ['dns'],
      begun: true,
      result: 'accepted',
      pcscf: ['198.51.100.7'],
      lookup: {
        name: PCSCF,
        type: 'A',
        code: 'NOERROR',
        answers: ['A 198.51.100.7', 'A 198.51.100.7'],
        server: SERVER,
      },
    });
  });

  test.each([
    ['no such name', 3, 'NXDOMAIN'],
    ['no record of that type', 0, 'NOERROR'],
    ['a failure', 2, 'SERVFAIL'],
  ])('%s is a refusal', (_, code, name) => {
    const [pdn] = found(lookups => {
      lookups.dns(dns(PCSCF, 'AAAA'), up(1));
      lookups.dns(dns(PCSCF, 'AAAA', { code }), down(2));
    });
    expect(pdn).toMatchObject({ result: 'rejected', pcscf: [], lookup: { code: name } });
  });

  test('silence is no answer, and a question sent again is the same', () => {
    const all = found(lookups => {
      for (const seconds of [1, 6, 11, 100]) lookups.dns(dns(PCSCF, 'A'), up(seconds));
    });
    expect(all.map(shapeOf)).toEqual([
      ['A', PCSCF, null, 'unanswered', '1 6 11'],
      ['A', PCSCF, null, 'unanswered', '100'],
    ]);
  });

  test('questions with one number are told apart by port, name and type', () => {
    const all = found(lookups => {
      lookups.dns(dns(PCSCF, 'A'), up(1));
      lookups.dns(dns(PCSCF, 'AAAA'), up(2));
      lookups.dns(dns(PCSCF, 'A'), up(3, 40_001));
      lookups.dns(dns(PCSCF, 'A', { code: 3 }), down(4, 40_001));
      lookups.dns(dns(PCSCF, 'AAAA', { code: 0, addresses: ['2001:db8::7'] }), down(5));
    });
    expect(all.map(shapeOf)).toEqual([
      ['A', PCSCF, null, 'unanswered', '1'],
      ['AAAA', PCSCF, 'NOERROR', 'accepted', '2 5'],
      ['A', PCSCF, 'NXDOMAIN', 'rejected', '3 4'],
    ]);
  });

  test('a question whose answer was cut is asked again over TCP', () => {
    const all = found(lookups => {
      lookups.dns(dns(PCSCF, 'A'), up(1));
      lookups.dns(dns(PCSCF, 'A', { code: 0, truncated: true }), down(2));
      lookups.dns(dns(PCSCF, 'A', { id: 7 }), up(3, 40_001));
      lookups.dns(dns(PCSCF, 'A', { id: 7, code: 0, addresses: ['198.51.100.7'] }), down(4, 40_001));
      // A new question of the same, which was answered.
      lookups.dns(dns(PCSCF, 'A', { id: 8 }), up(5, 40_002));
    });
    expect(all.map(shapeOf)).toEqual([
      ['A', PCSCF, 'NOERROR', 'accepted', '1 2 3 4'],
      ['A', PCSCF, null, 'unanswered', '5'],
    ]);
  });

  test('an answer that was cut refuses nothing, and gives what is left of it', () => {
    const all = found(lookups => {
      lookups.dns(dns(PCSCF, 'SRV'), up(1));
      lookups.dns(dns(PCSCF, 'SRV', { code: 0, truncated: true }), down(2));
      lookups.dns(dns(PCSCF, 'A'), up(3));
      lookups.dns(dns(PCSCF, 'A', { code: 0, truncated: true, addresses: ['198.51.100.7'] }), down(4));
      lookups.dns(dns(PCSCF, 'AAAA'), up(5));
      lookups.dns(dns(PCSCF, 'AAAA', { code: 3, truncated: true }), down(6));
    });
    expect(all.map(({ result, pcscf }) => [result, ...pcscf])).toEqual([
      ['unanswered'],
      ['accepted', '198.51.100.7'],
      ['rejected'],
    ]);
  });

  test('an answer without its question has no beginning', () => {
    const [pdn] = found(lookups => lookups.dns(dns(PCSCF, 'A', { code: 3 }), down(1)));
    expect(pdn).toMatchObject({ begun: false, result: 'rejected' });
  });

  test.each([
    PCSCF,
    'p-cscf01.example.org',
    'pcscf2.example.org',
    'icscf.ims.example.org',
    'epdg.epc.mnc001.mcc001.pub.3gppnetwork.org',
    'ims.mnc001.mcc001.3gppnetwork.org',
    '_sip._udp.example.org',
    '_sips._tcp.example.org',
  ])('%s is asked for to find the way', name => {
    expect(found(lookups => lookups.dns(dns(name, 'SRV'), up(1)))).toHaveLength(1);
  });

  test.each(['www.example.org', 'simsalabim.example.org', 'images.example.org', 'sip.example.org'])(
    '%s is not',
    name => {
      expect(found(lookups => expect(lookups.dns(dns(name, 'A'), up(1))).toBe(true))).toEqual([]);
    },
  );

  test('the address of another server is not that of a P-CSCF', () => {
    const name = 'epdg.epc.mnc001.mcc001.pub.3gppnetwork.org';
    const [pdn] = found(lookups => {
      lookups.dns(dns(name, 'A'), up(1));
      lookups.dns(dns(name, 'A', { code: 0, addresses: ['198.51.100.9'] }), down(2));
    });
    expect(pdn).toMatchObject({ result: 'accepted', pcscf: [], lookup: { answers: ['A 198.51.100.9'] } });
  });

  test('answers without end are not all kept', () => {
    const [pdn] = found(lookups => {
      for (let i = 0; i < 1000; i++)
        lookups.dns(dns(PCSCF, 'A', { code: 0, addresses: [`198.51.${i >> 8}.${i & 255}`] }), down(i));
    });
    expect(pdn?.pcscf).toEqual(['198.51.3.231']);
  });

  test('other bytes are left alone', () => {
    expect(found(lookups => expect(lookups.dns(new Uint8Array(40), up(1))).toBe(false))).toEqual([]);
  });
});

describe('DHCP', () => {
  test('DHCPv4: asked for by option 120, given as addresses', () => {
    const [pdn, ...rest] = found(lookups => {
      lookups.dhcp(dhcpv4(1, {}, [55, [1, 3, 120]]), up(1));
      lookups.dhcp(dhcpv4(2, { ue: UE }), down(2));
      lookups.dhcp(dhcpv4(3, {}, [55, [1, 3, 120]]), up(3));
      lookups.dhcp(
        dhcpv4(5, { ue: UE }, [120, join([1], octets('198.51.100.7'))], [6, octets('192.0.2.1')]),
        down(4),
      );
    });
    expect(rest).toEqual([]);
    expect(pdn).toMatchObject({
      result: 'accepted',
      pcscfAsked: ['ipv4'],
      pcscf: ['198.51.100.7'],
      dns: ['192.0.2.1'],
      ue: [UE],
      lookup: { name: null, type: 'DHCPv4', code: 'ACK', server: SERVER },
    });
    expect(pdn?.steps.map(({ name, part }) => `${name} ${part}`)).toEqual([
      'DHCPv4 DISCOVER request',
      'DHCPv4 OFFER accept',
      'DHCPv4 REQUEST request',
      'DHCPv4 ACK accept',
    ]);
  });

  test('asked for and none given is an answer without a P-CSCF', () => {
    const [pdn] = found(lookups => {
      lookups.dhcp(dhcpv4(3, {}, [55, [120]]), up(1));
      lookups.dhcp(dhcpv4(5, { ue: UE }), down(2));
    });
    expect(pdn).toMatchObject({ result: 'accepted', pcscfAsked: ['ipv4'], pcscf: [], pcscfNames: [] });
  });

  test('a refusal', () => {
    const [pdn] = found(lookups => {
      lookups.dhcp(dhcpv4(3, {}, [55, [120]]), up(1));
      lookups.dhcp(dhcpv4(6), down(2));
    });
    expect(pdn).toMatchObject({ result: 'rejected', lookup: { code: 'NAK' } });
  });

  test('two phones are told apart by their transactions; silence is no answer', () => {
    const all = found(lookups => {
      lookups.dhcp(dhcpv4(1, { transaction: 1 }, [55, [120]]), up(1));
      lookups.dhcp(dhcpv4(1, { transaction: 2 }, [55, [120]]), up(2));
      lookups.dhcp(dhcpv4(5, { transaction: 2, ue: UE }), down(3));
    });
    expect(all.map(shapeOf)).toEqual([
      ['DHCPv4', null, null, 'unanswered', '1'],
      ['DHCPv4', null, 'ACK', 'accepted', '2 3'],
    ]);
  });

  test('DHCPv6: names and addresses', () => {
    const [pdn] = found(lookups => {
      lookups.dhcp(dhcpv6(11, 7, [6, [0, 21, 0, 22]]), up(1));
      lookups.dhcp(dhcpv6(7, 7, [21, labels('pcscf.example.org')], [22, octets('2001:db8::7')]), down(2));
    });
    expect(pdn).toMatchObject({
      pcscfAsked: ['ipv6'],
      pcscf: ['2001:db8::7'],
      pcscfNames: ['pcscf.example.org'],
      lookup: { type: 'DHCPv6', code: 'REPLY', answers: ['2001:db8::7', 'pcscf.example.org'] },
    });
  });

  test('what is not about SIP servers, and other bytes, are left alone', () => {
    const all = found(lookups => {
      expect(lookups.dhcp(dhcpv4(1, {}, [55, [1, 3]]), up(1))).toBe(true);
      expect(lookups.dhcp(dhcpv4(5, { ue: UE }), down(2))).toBe(true);
      expect(lookups.dhcp(new Uint8Array(300), up(3))).toBe(false);
    });
    expect(all).toEqual([]);
  });
});

describe('IKE', () => {
  const ask = (lookups: Lookups, bytes: Uint8Array, seconds: number) =>
    lookups.ike(bytes, 0, bytes.length, bytes[19] === 0x20 ? down(seconds) : up(seconds));

  test('the first exchange with an ePDG', () => {
    const all = found(lookups => {
      ask(lookups, ikeInit(7), 1);
      ask(lookups, ikeInit(8), 2);
      ask(lookups, ikeInit(7, { isAnswer: true }), 3);
    });
    expect(all.map(shapeOf)).toEqual([
      ['IKE_SA_INIT', null, null, 'accepted', '1 3'],
      ['IKE_SA_INIT', null, null, 'unanswered', '2'],
    ]);
  });

  test('a refusal, and another attempt that is accepted', () => {
    const refuse = (lookups: Lookups) => {
      ask(lookups, ikeInit(7), 1);
      ask(lookups, ikeInit(7, { isAnswer: true, notify: 17 }), 2);
    };
    expect(found(refuse).map(shapeOf)).toEqual([
      ['IKE_SA_INIT', null, 'INVALID_KE_PAYLOAD', 'rejected', '1 2'],
    ]);
    const all = found(lookups => {
      refuse(lookups);
      ask(lookups, ikeInit(7), 3);
      ask(lookups, ikeInit(7, { isAnswer: true }), 4);
    });
    expect(all.map(shapeOf)).toEqual([['IKE_SA_INIT', null, null, 'accepted', '1 2 3 4']]);
  });

  test('other bytes are left alone', () => {
    expect(found(lookups => ask(lookups, new Uint8Array(40), 1))).toEqual([]);
  });
});

test('a full table gives out a question as it stands; its answer is not lost', () => {
  const all = found(lookups => {
    lookups.dns(dns(PCSCF, 'A', { id: 1 }), up(1));
    lookups.dns(dns(PCSCF, 'A', { id: 2 }), up(2));
    lookups.dns(dns(PCSCF, 'A', { id: 1, code: 3 }), down(3));
  }, 1);
  expect(all.map(pdn => [pdn.begun, pdn.result])).toEqual([
    [true, 'unanswered'],
    [true, 'unanswered'],
    [false, 'rejected'],
  ]);
});
