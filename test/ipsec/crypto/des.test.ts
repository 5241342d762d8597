import { createDecipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes/hex.ts';
import { TripleDes } from '../../../src/ipsec/crypto/des.ts';

/** Key, plaintext and ciphertext of single DES: NIST SP 500-20 and the example of many textbooks. */
const SINGLE_DES = [
  ['133457799bbcdff1', '0123456789abcdef', '85e813540f0ab405'],
  ['10316e028c8f3b4a', '0000000000000000', '82dcbafbdeab6602'],
  ['0101010101010101', '8000000000000000', '95f8a5e5dd31d900'],
  ['0101010101010101', '0000000000000001', '166b40b44aba4bd6'],
  ['8001010101010101', '0000000000000000', '95a8d72813daa94d'],
  ['7ca110454a1a6e57', '01a1d6d039776742', '690f5b0d9a26939b'],
] as const;

function decrypt(key: Uint8Array, block: Uint8Array): string {
  const output = new Uint8Array(8);
  new TripleDes(key).decryptBlock(block, 0, output, 0);
  return toHex(output);
}

describe('TripleDes', () => {
  test.each(SINGLE_DES)('with one key three times is DES: %s', (key, plaintext, ciphertext) => {
    expect(decrypt(fromHex(key.repeat(3))!, fromHex(ciphertext)!)).toBe(plaintext);
  });

  test('NIST SP 800-67 example: three keys', () => {
    const key = fromHex('0123456789abcdef23456789abcdef01456789abcdef0123')!;
    // "The quick brown fox jump" in ECB.
    expect(decrypt(key, fromHex('a826fd8ce53b855f')!)).toBe('5468652071756663');
    expect(decrypt(key, fromHex('cce21c8112256fe6')!)).toBe('6b2062726f776e20');
    expect(decrypt(key, fromHex('68d5c05dd9b6b900')!)).toBe('666f78206a756d70');
  });

  test('agrees with node:crypto on any key and block', () => {
    const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    fc.assert(
      fc.property(octets(24), octets(8), (key, block) => {
        const reference = createDecipheriv('des-ede3-ecb', key, null).setAutoPadding(false);
        expect(decrypt(key, block)).toBe(toHex(reference.update(block)));
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('reads and writes at offsets, and may work in place', () => {
    const key = fromHex('133457799bbcdff1'.repeat(3))!;
    const bytes = fromHex('ffff85e813540f0ab405ff')!;
    new TripleDes(key).decryptBlock(bytes, 2, bytes, 3);
    expect(toHex(bytes)).toBe('ffff850123456789abcdef');
  });
});
