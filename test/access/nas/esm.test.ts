import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readEsm } from '../../../src/access/nas/esm.ts';

const esm = (hex: string) => readEsm(Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex')));

describe('ESM', () => {
  test('a PDN connectivity request asks', () => {
    const { session, whole } = esm('02 02 d0 31 28 04 03696d73 27 04 80 000c00') ?? {};
    expect(whole).toBe(true);
    expect(session).toMatchObject({
      name: 'PDN connectivity request',
      procedure: 'connect',
      part: 'request',
      apn: 'ims',
      pdnType: 'ipv4v6',
      transaction: 2,
      linked: null,
      pco: { isGiven: false, pcscfAsked: ['ipv4'] },
    });
  });

  test('the default bearer has addresses, QCI and cause', () => {
    // PDN type IPv4v6: the interface identifier comes first.
    const { session } =
      esm(
        '62 02 c1 01 05 04 03696d73 0d 03 0000000000000002 0a2e0002 5e 02 b38e 58 34 27 08 80 000c04 0a048015',
      ) ?? {};
    expect(session).toMatchObject({
      part: 'accept',
      linked: 6,
      apn: 'ims',
      pdnType: 'ipv4v6',
      ue: ['10.46.0.2'],
      interfaceId: '0000000000000002',
      cause: { kind: 'esm', number: 52 },
      bearers: [{ id: 6, qci: 5 }],
      pco: { isGiven: true, pcscf: ['10.4.128.21'] },
    });
  });

  test.each([
    [
      '02 02 d1 1b',
      { procedure: 'connect', part: 'reject', cause: { number: 27, name: 'Missing or unknown APN' } },
    ],
    [
      '72 00 c5 06 01 01 02 2131',
      { procedure: 'add-bearer', part: 'request', linked: 6, bearers: [{ id: 7, qci: 1 }] },
    ],
    ['72 00 c6', { procedure: 'add-bearer', part: 'accept', bearers: [{ id: 7, qci: null }] }],
    ['72 00 c7 1a', { procedure: 'add-bearer', part: 'reject', cause: { number: 26 } }],
    ['62 00 c2', { procedure: 'confirm', part: 'accept', linked: 6 }],
    ['72 00 cd 24', { procedure: 'release-bearer', cause: { number: 36, name: 'Regular deactivation' } }],
    ['02 02 d2 06', { procedure: 'release', part: 'request', linked: 6 }],
    ['02 02 d9', { procedure: 'information', part: 'request' }],
    ['02 02 da 28 04 03696d73', { procedure: 'information', part: 'accept', apn: 'ims' }],
    // An address that DHCP gives later.
    ['62 02 c1 01 05 04 03696d73 05 01 00000000', { ue: [], pdnType: 'ipv4' }],
  ])('%s', (hex, members) => {
    expect(esm(hex)?.session).toMatchObject(members);
  });

  test.each([
    '',
    '0202',
    '07 02 d0 31',
    '02 02 ff',
    '02 02 d0',
    '62 02 c1 01',
    '62 02 c1 01 05 04 03696d73 00',
    '02 02 d1',
  ])('%s is none, or has not its mandatory part', hex => {
    expect(esm(hex)).toBeNull();
  });

  test('octets behind it are seen', () => {
    expect(esm('02 02 d0 31 28 05 03696d73')?.whole).toBe(false);
  });

  test('any octets behind a message type are read to an end', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0xc0, max: 0xea }), fc.uint8Array({ maxLength: 120 }), (type, rest) => {
        readEsm(Uint8Array.of(0x62, 1, type, ...rest));
      }),
      { numRuns: 2000 },
    );
  });
});
