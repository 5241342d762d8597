import { expect, test } from 'vitest';
import { printable, printableLines } from '../../src/bytes/printable.ts';

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
