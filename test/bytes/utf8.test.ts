import { expect, test } from 'vitest';
import { latin1FromUtf8, utf8FromLatin1 } from '../../src/bytes/utf8.ts';

test('reads bytes as UTF-8 and writes them back', () => {
  expect(utf8FromLatin1('J\xc3\xbcrgen \xe2\x82\xac')).toBe('Jürgen €');
  expect(latin1FromUtf8('Jürgen €')).toBe('J\xc3\xbcrgen \xe2\x82\xac');
  expect(utf8FromLatin1('plain')).toBe('plain');
});

test('bytes that are no UTF-8 become U+FFFD', () => {
  expect(utf8FromLatin1('a\xffb')).toBe('a\ufffdb');
});

test('a byte order mark stays', () => {
  expect(utf8FromLatin1('\xef\xbb\xbfx')).toBe('\ufeffx');
});
