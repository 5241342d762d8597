import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { epsIdentity, fiveGsIdentity, tmsiOfGuti, tmsiText } from '../../../src/access/nas/identity.ts';

const octets = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const NOBODY = { imsi: null, imei: null, guti: null };

describe('who a phone is', () => {
  test.each([
    ['0910101032547698', { imsi: '001010123456789' }],
    ['f600f110000201d2006fbc', { guti: '001-01-0002-01-d2006fbc' }],
    // An IMEISV: the filler ends it.
    ['3365224048384001f2', { imei: '3562204848304102' }],
  ])('EPS %s', (hex, identity) => {
    expect(epsIdentity(octets(hex))).toEqual({ ...NOBODY, ...identity });
  });

  test.each([
    // SUCI with the null scheme, and one that is concealed.
    ['0199f907f0ff00000000203190', { imsi: '999700000021309' }],
    ['0199f907f0ff010000002031f0', { imsi: null }],
    ['f299f907020040c0000580', { guti: '999-70-02-0040-c0000580' }],
  ])('5GS %s', (hex, identity) => {
    expect(fiveGsIdentity(octets(hex))).toEqual({ ...NOBODY, ...identity });
  });

  test.each(['', '00', 'f600f110', '07'])('%s is nobody', hex => {
    expect(epsIdentity(octets(hex))).toBeNull();
    expect(fiveGsIdentity(octets(hex))).toBeNull();
  });

  test('the S-TMSI of a GUTI', () => {
    expect(tmsiOfGuti('001-01-0002-01-d2006fbc')).toBe('01-d2006fbc');
    expect(tmsiText(octets('01'), octets('d2006fbc'))).toBe('01-d2006fbc');
  });

  test('any octets are read to an end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), bytes => {
        for (const identity of [epsIdentity(bytes), fiveGsIdentity(bytes)])
          if (identity?.imsi != null) expect(identity.imsi).toMatch(/^\d*$/);
      }),
    );
  });
});
