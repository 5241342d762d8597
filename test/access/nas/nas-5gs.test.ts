import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNas5gs } from '../../../src/access/nas/nas-5gs.ts';
import { CIPHERED } from '../../../src/access/nas/reading.ts';

const nas = (hex: string) => readNas5gs(Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex')));
const CONTAINER = '2e0501c1ffff93';

describe('NAS of 5GS', () => {
  test('a session message in UL NAS transport gets its DNN', () => {
    expect(nas(`7e00 67 01 0007 ${CONTAINER} 12 05 81 25 04 03696d73`).session).toMatchObject({
      name: 'PDU session establishment request',
      apn: 'ims',
      linked: 5,
    });
  });

  test('with the null cipher it is read, ciphered it is counted', () => {
    expect(nas(`7e02 8323098f 02 7e00 67 01 0007 ${CONTAINER} 12 05`).session?.part).toBe('request');
    expect(nas('7e02 8323098f 02 91a4c0ffee5501')).toEqual({
      ...CIPHERED,
      securityHeaders: [2],
    });
    expect(nas('7e01 8323098f 02 91a4c0ffee5501').ciphered).toBe(false);
  });

  test('a request that the network sends back is refused', () => {
    expect(nas(`7e00 68 01 0007 ${CONTAINER} 12 05 58 5b`).session).toMatchObject({
      part: 'reject',
      cause: { kind: '5gmm', number: 91, name: 'DNN not supported or not subscribed in the slice' },
    });
    // With the accept inside it is none.
    expect(nas('7e00 68 01 0005 2e0501c31b 12 05').session).toMatchObject({
      part: 'reject',
      cause: { kind: '5gsm' },
    });
  });

  test('identities in a registration request', () => {
    expect(nas('7e00 41 79 000d 0199f907f0ff00000000203190').identities).toMatchObject([
      { imsi: '999700000021309' },
    ]);
    expect(nas('7e00 5c 000d 0199f907f0ff00000000203190').identities).toMatchObject([
      { imsi: '999700000021309' },
    ]);
  });

  test('a GUTI that is given, an IMEISV that was asked for', () => {
    const guti = '77 000b f299f907020040c0000580';
    for (const hex of [`7e00 42 01 01 ${guti}`, `7e00 54 d1 ${guti}`])
      expect(nas(hex).identities).toMatchObject([{ guti: '999-70-02-0040-c0000580' }]);
    expect(nas('7e04 8323098f 00 7e00 5e 77 0009 3565224048384001f2').identities).toMatchObject([
      { imei: '3562204848304102' },
    ]);
  });

  test.each(['', '7e', '7e00', '7e00 43', '2e0501', '00', '7e00 67 01 00ff 2e'])('%s says nothing', hex => {
    expect(nas(hex)).toMatchObject({ session: null, identities: [] });
  });

  test('any octets are read to an end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.integer({ min: 0, max: 4 }), (rest, security) => {
        readNas5gs(Uint8Array.of(0x7e, security, ...rest));
      }),
      { numRuns: 3000 },
    );
  });
});
