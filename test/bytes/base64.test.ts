import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBase64, toBase64 } from '../../src/bytes/base64.ts';

test('what is written is read, padded or not, in both alphabets', () => {
  fc.assert(
    fc.property(fc.uint8Array(), bytes => {
      const text = toBase64(bytes);
      expect(fromBase64(text)).toEqual(bytes);
      expect(fromBase64(text.replaceAll('=', ''))).toEqual(bytes);
      expect(fromBase64(text.replaceAll('+', '-').replaceAll('/', '_'))).toEqual(bytes);
    }),
  );
});

test.each(['A', 'AAAAA', 'A=BC', 'AB C', 'ä', '===='])('%j is none', text => {
  expect(fromBase64(text)).toBeNull();
});
