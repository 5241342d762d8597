import { expect, test } from 'vitest';
import { fromLatin1, includesText, latin1 } from '../../src/bytes/latin1.ts';

const ALL = Uint8Array.from({ length: 256 }, (_, i) => i);

test('maps all 256 bytes one to one', () => {
  expect(latin1(ALL).length).toBe(256);
  expect(fromLatin1(latin1(ALL))).toEqual(ALL);
});

test('takes a part, also of a view with an offset', () => {
  expect(latin1(ALL.subarray(60), 5, 8)).toBe('ABC');
});

test('a text is looked for in the view and nowhere else', () => {
  const bytes = fromLatin1('CSeq: 1 REGISTER');
  expect(includesText(bytes, 'REGISTER')).toBe(true);
  expect(includesText(bytes.subarray(0, 15), 'REGISTER')).toBe(false);
  expect(includesText(bytes.subarray(9), 'REGISTER')).toBe(false);
  expect(includesText(new Uint8Array(0), 'REGISTER')).toBe(false);
});
