import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBase64, toBase64 } from '../../src/bytes/base64.ts';

test('writes and reads back any bytes, with and without padding', () => {
  fc.assert(
    fc.property(fc.uint8Array(), bytes => {
      expect(fromBase64(toBase64(bytes))).toEqual(bytes);
      expect(fromBase64(toBase64(bytes).replaceAll('=', ''))).toEqual(bytes);
    }),
    { seed: 1 },
  );
});

test('a nonce of RAND and AUTN is 32 bytes', () => {
  expect(fromBase64('oJRMdf88TwhTovkQqh8QT8bi9GyPQoAAfzu5uEt8P/Y=')?.length).toBe(32);
});

test('refuses what is not base64', () => {
  for (const text of ['a', 'ab cd', 'ab=c', '====', 'a-_b']) expect(fromBase64(text)).toBeNull();
});
