import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';
import { encryptionKeys, gcmSalt, gmacSalt, integrityKey } from '../../../src/ipsec/crypto/key-expansion.ts';
import { KEY } from '../../support/captures/sa-set.ts';

const CK = 'b40ba9a3c58b2a05bbf0d987b21bf8cb';
const IK = 'f769bcd751044604127672711c6d3441';

describe('key expansion of TS 33.203 Annex I', () => {
  test('HMAC-MD5 takes IK, HMAC-SHA-1 IK and 32 zero bits', () => {
    expect(toHex(integrityKey('hmac-md5-96', KEY))).toBe(IK);
    expect(toHex(integrityKey('hmac-sha-1-96', KEY))).toBe(`${IK}00000000`);
  });

  test('AES-CBC takes CK', () => {
    expect(encryptionKeys('aes-cbc', KEY).map(toHex)).toEqual([CK]);
  });

  test('3DES: CK1‖CK2‖CK1 first, then the zero-padded key of OpenSIPS', () => {
    expect(encryptionKeys('des-ede3-cbc', KEY).map(toHex)).toEqual([
      `${CK}b40ba9a3c58b2a05`,
      `${CK}0000000000000000`,
    ]);
  });

  test('GCM and GMAC take their salt from the KDF over CK‖IK', () => {
    expect(toHex(gcmSalt(KEY))).toBe('89273db6');
    expect(toHex(gmacSalt(KEY))).toBe('dbc2b1c2');
    expect(encryptionKeys('aes-gcm', KEY).map(toHex)).toEqual([`${CK}89273db6`]);
    expect(toHex(integrityKey('aes-gmac', KEY))).toBe(`${IK}dbc2b1c2`);
  });

  test('the salt depends on both keys', () => {
    const other = { ...KEY, ik: fromHex('00'.repeat(16)) as Uint8Array };
    expect(toHex(gcmSalt(other))).not.toBe('89273db6');
  });
});
