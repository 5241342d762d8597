import { describe, expect, test } from 'vitest';
import { parseGivenKeys } from '../../src/aka/key-file.ts';
import { secret } from '../../src/bytes/secret-bytes.ts';

const [CK, IK] = ['01'.repeat(16), '02'.repeat(16)];
const KEY = {
  ck: secret(new Uint8Array(16).fill(1)),
  ik: secret(new Uint8Array(16).fill(2)),
  source: 'file',
};

const parsed = (...entries: object[]) => parseGivenKeys(JSON.stringify(entries));

describe('parseGivenKeys', () => {
  test('with and without what it is for', () => {
    const { entries } = parsed(
      { ck: CK, ik: IK },
      { impi: 'a@b', nonce: 'N', spi: '0x0000115c', ck: CK, ik: IK },
    );
    expect(entries).toEqual([
      { ...KEY, impi: null, nonce: null, spi: null },
      { ...KEY, impi: 'a@b', nonce: 'N', spi: 0x115c },
    ]);
  });

  test.each([
    ['0xFFFFFFFF', 0xffff_ffff],
    ['4444', 4444],
    [4444, 4444],
  ])('an SPI as %s', (spi, expected) => {
    expect(parsed({ spi, ck: CK, ik: IK }).entries[0]?.spi).toBe(expected);
  });

  test.each([['0x1ffffffff'], ['4294967296'], [0], [1.5], [-1], ['spi'], [[4444]], [{ toString: 1 }]])(
    'refuses %j as an SPI',
    spi => {
      expect(parsed({ spi, ck: CK, ik: IK }).issues).toEqual([
        {
          place: 'entry 1',
          kind: 'wrong',
          reason: 'spi: expected 0x and up to 8 hex digits, or a decimal number of 32 bits',
        },
      ]);
    },
  );

  test('refuses half a pair', () => {
    expect(parsed({ ik: IK }).issues[0]?.reason).toBe('ck: missing');
    expect(parsed({ ck: CK }).issues[0]?.reason).toBe('ik: missing');
    expect(parsed({ ck: CK, ik: IK.slice(2) }).issues[0]?.reason).toBe(
      'ik: expected 32 hex digits, found 30 characters',
    );
  });
});
