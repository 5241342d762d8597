import { expect, test } from 'vitest';
import { printable, printableJson, printableLines } from '../../src/bytes/printable.ts';

test('terminal escapes, C1 controls and bidirectional controls become visible', () => {
  expect(printable('a\u001b]0;title\u0007b')).toBe('a\\x1b]0;title\\x07b');
  expect(printable('\u009b31m')).toBe('\\x9b31m');
  expect(printable('\u202eevil\u2028')).toBe('\\u202eevil\\u2028');
});

test('ordinary text stays', () => {
  expect(printable('sip:müller@ims.example;x="1"')).toBe('sip:müller@ims.example;x="1"');
});

test('several lines keep their line breaks and tabs, and nothing else', () => {
  expect(printableLines('a\tb\r\nc\u001b[2J\nd\re')).toBe('a\tb\nc\\x1b[2J\nd\\x0de');
});

test.each([
  ['C0', 0x00, 0x1f],
  ['DEL and C1', 0x7f, 0x9f],
  ['soft hyphen', 0xad, 0xad],
  ['Arabic letter mark', 0x61c, 0x61c],
  ['fillers', 0x115f, 0x1160],
  ['zero-width and marks', 0x200b, 0x200f],
  ['separators, embeddings and overrides', 0x2028, 0x202e],
  ['joiners, isolates and what is invisible', 0x2060, 0x206f],
  ['variation selectors', 0xfe00, 0xfe0f],
  ['byte order mark', 0xfeff, 0xfeff],
  ['annotations', 0xfff9, 0xfffb],
  ['lone surrogates', 0xd800, 0xdfff],
  ['tags', 0xe0001, 0xe007f],
])('%s: all are visible, on a line as in JSON, which still means the same', (_, first, last) => {
  for (let code = first; code <= last; code++) {
    const text = `a${String.fromCodePoint(code)}b`;
    expect(printable(text)).toMatch(/^a\\(x[0-9a-f]{2}|u[0-9a-f]{4}|u\{[0-9a-f]{5}\})b$/);
    const json = printableJson({ text });
    expect(json).toMatch(/^[ -~]*$/);
    expect(JSON.parse(json)).toEqual({ text });
  }
});

test('what people write stays', () => {
  for (const text of ['ÄÖÜß €', 'Ελληνικά', 'русский', 'עברית', 'العربية', '日本語', '📞', '→ – “x”']) {
    expect(printable(text)).toBe(text);
    expect(printableJson({ text })).toBe(JSON.stringify({ text }));
  }
});
