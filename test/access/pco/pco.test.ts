import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pcoContainers, readPco } from '../../../src/access/pco/pco.ts';

const pco = (hex: string) => Uint8Array.from(Buffer.from(`80${hex.replaceAll(' ', '')}`, 'hex'));
const NOTHING = {
  containers: [],
  pcscfAsked: [],
  pcscfReselection: false,
  imsSignalling: false,
  dnsAsked: [],
  pcscf: [],
  dns: [],
  whole: true,
};

describe('protocol configuration options', () => {
  test.each([
    ['', false, {}],
    ['000c00', false, { containers: [0x0c], pcscfAsked: ['ipv4'] }],
    ['000100', false, { containers: [1], pcscfAsked: ['ipv6'] }],
    [
      '000c00 000100 001200',
      false,
      { containers: [0x0c, 1, 0x12], pcscfAsked: ['ipv4', 'ipv6'], pcscfReselection: true },
    ],
    ['000200', false, { containers: [2], imsSignalling: true }],
    ['000d00 000300', false, { containers: [0x0d, 3], dnsAsked: ['ipv4', 'ipv6'] }],
    ['000c040a048015', true, { containers: [0x0c], pcscf: ['10.4.128.21'] }],
    [
      '0001 10 20010db8000000000000000000000007 000c 04 0a048015',
      true,
      { containers: [1, 0x0c], pcscf: ['2001:db8::7', '10.4.128.21'] },
    ],
    // Asked for in a message of the network, or given by a phone: neither is a question or an answer.
    ['000c00', true, { containers: [0x0c] }],
    ['000c040a048015', false, { containers: [0x0c], pcscfAsked: ['ipv4'] }],
    // An address of another length gives nothing.
    ['000c03 0a0480', true, { containers: [0x0c] }],
    ['000d0408080808 000d0408080808 00030400000000', true, { containers: [0x0d, 0x0d, 3], dns: ['8.8.8.8'] }],
    // A length of two octets, in messages of the network only (QoS rules).
    ['0023 0003 010203 000c040a048015', true, { containers: [0x23, 0x0c], pcscf: ['10.4.128.21'] }],
    ['0023 03 010203 000c00', false, { containers: [0x23, 0x0c], pcscfAsked: ['ipv4'] }],
    ['0051 0003 010203 000c00', false, { containers: [0x51, 0x0c], pcscfAsked: ['ipv4'] }],
    ['0056 0001 00 000c040a048015', true, { containers: [0x56, 0x0c], pcscf: ['10.4.128.21'] }],
    ['0024 00', true, { whole: false }],
    ['0024 ffff 00', true, { whole: false }],
    // What is too long ends the reading.
    ['000c00 000d05 08', false, { containers: [0x0c], pcscfAsked: ['ipv4'], whole: false }],
    ['000c00 00', false, { containers: [0x0c], pcscfAsked: ['ipv4'], whole: false }],
  ] as const)('%s (from the network: %s)', (hex, downlink, facts) => {
    expect(readPco(pco(hex), downlink)).toMatchObject({ ...NOTHING, isGiven: downlink, ...facts });
  });

  test('DNS servers in IPCP', () => {
    expect(readPco(pco('8021 10 0100001081060000000083060000 0000'), false).dnsAsked).toEqual(['ipv4']);
    expect(readPco(pco('8021 10 02000010 8106 08080808 8306 08080404'), true).dns).toEqual([
      '8.8.8.8',
      '8.8.4.4',
    ]);
  });

  test('any octets are read to an end, and what was read is in them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), fc.boolean(), (bytes, downlink) => {
        const { containers } = pcoContainers(bytes, downlink);
        const total = containers.reduce((sum, { data }) => sum + 3 + data.length, 1);
        expect(total).toBeLessThanOrEqual(Math.max(1, bytes.length));
        expect(readPco(bytes, downlink).containers).toEqual(containers.map(({ id }) => id));
      }),
    );
  });
});

test('each address is given with its container, also twice; IPCP is none', () => {
  const given = pco(
    '8021 10 03030010 8106 08080808 8306 00000000 000d0408080808 000d0408080808 000c040a048015',
  );
  expect(readPco(given, true).given).toEqual([
    [0x0d, '8.8.8.8'],
    [0x0d, '8.8.8.8'],
    [0x0c, '10.4.128.21'],
  ]);
  expect(readPco(given, false).given).toEqual([]);
});
