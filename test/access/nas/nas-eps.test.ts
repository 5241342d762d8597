import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNasEps } from '../../../src/access/nas/nas-eps.ts';
import { CIPHERED } from '../../../src/access/nas/reading.ts';

const nas = (hex: string) => readNasEps(Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex')));
const REQUEST = '02 02 d0 11';

describe('NAS of EPS', () => {
  test.each([
    ['plain', REQUEST],
    ['integrity protected', `17 6a3d0d19 01 ${REQUEST}`],
    // Type 2 may be ciphered; with EEA0 it is not.
    ['with the null cipher', `27 6a3d0d19 17 ${REQUEST}`],
  ])('%s', (_, hex) => {
    expect(nas(hex)).toMatchObject({ ciphered: false, session: { name: 'PDN connectivity request' } });
  });

  test('ciphered', () => {
    expect(nas('27 6a3d0d19 17 8f3a55c019a27b')).toEqual({
      ...CIPHERED,
      securityHeaders: [2],
    });
    // Integrity protected alone is never ciphered.
    expect(nas('17 6a3d0d19 17 8f3a55c019a27b').ciphered).toBe(false);
  });

  test('an attach request names the phone and asks', () => {
    const reading = nas('07 41 02 0b f600f110000201d2006fbc 02 f0f0 0004 0201d011');
    expect(reading.identities).toEqual([{ imsi: null, imei: null, guti: '001-01-0002-01-d2006fbc' }]);
    expect(reading.session).toMatchObject({ part: 'request', pdnType: 'ipv4' });
  });

  test('an attach accept gives a GUTI and answers', () => {
    const reading = nas(
      '07 42 02 49 06 2000f1100001 0014 5201c10109 04 03696d73 05 01 c0a86407 5e02b38e 50 0b f600f110000201c0000b2a',
    );
    expect(reading.session).toMatchObject({
      part: 'accept',
      ue: ['192.168.100.7'],
      bearers: [{ id: 5, qci: 9 }],
    });
    expect(reading.identities).toEqual([{ imsi: null, imei: null, guti: '001-01-0002-01-c0000b2a' }]);
  });

  test('an attach reject without a session message refuses all', () => {
    expect(nas('07 44 0f').session).toMatchObject({
      name: 'Attach reject',
      part: 'reject',
      cause: { kind: 'emm', number: 15, name: 'No suitable cells in tracking area' },
    });
    expect(nas('07 44 13 78 0004 0202d11b').session).toMatchObject({ cause: { kind: 'esm', number: 27 } });
  });

  test('an attach without a connection still names the phone', () => {
    const reading = nas('07 41 02 0b f600f110000201d2006fbc 02 f0f0 0003 0201dc');
    expect(reading).toMatchObject({ session: null, identities: [{ guti: '001-01-0002-01-d2006fbc' }] });
    // A dummy message in a reject leaves the refusal as it is.
    expect(nas('07 44 0f 78 0003 0201dc').session).toMatchObject({ name: 'Attach reject', part: 'reject' });
  });

  test.each([
    ['tracking area update accept', '07 49 00 5a49 50 0b f600f110000201c0000b2a'],
    ['GUTI reallocation command', '07 50 0b f600f110000201c0000b2a'],
  ])('a %s gives a GUTI', (_, hex) => {
    expect(nas(hex)).toMatchObject({ session: null, identities: [{ guti: '001-01-0002-01-c0000b2a' }] });
  });

  test('a security mode complete tells the IMEISV', () => {
    expect(nas('07 5e 23 09 3365224048384001f2').identities).toMatchObject([{ imei: '3562204848304102' }]);
    expect(nas('07 5e').identities).toEqual([]);
  });

  test.each(['52 00 db 01 06', '02 01 dc', '52 01 eb 0001 00'])('%s is no ciphered message', hex => {
    expect(nas(`27 6a3d0d19 17 ${hex}`)).toMatchObject({ ciphered: false, identities: [], session: null });
  });

  test('an identity response', () => {
    expect(nas('07 56 08 0910101032547698').identities).toMatchObject([{ imsi: '001010123456789' }]);
  });

  test.each(['', '07', '07 61', 'c7 00 1234', '17 6a3d', '05 01 02'])('%s says nothing', hex => {
    expect(nas(hex)).toMatchObject({ ciphered: false, identities: [], session: null });
  });

  test('any octets are read to an end', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 120 }),
        fc.constantFrom(0x07, 0x17, 0x27, 0x62),
        (rest, first) => {
          readNasEps(Uint8Array.of(first, ...rest));
        },
      ),
      { numRuns: 3000 },
    );
  });
});
