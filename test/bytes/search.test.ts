import { expect, test } from 'vitest';
import { fromLatin1 } from '../../src/bytes/latin1.ts';
import { includesText } from '../../src/bytes/search.ts';

test('looks in the view and nowhere else', () => {
  const bytes = fromLatin1('CSeq: 1 REGISTER');
  expect(includesText(bytes, 'REGISTER')).toBe(true);
  expect(includesText(bytes.subarray(0, 15), 'REGISTER')).toBe(false);
  expect(includesText(bytes.subarray(9), 'REGISTER')).toBe(false);
  expect(includesText(new Uint8Array(0), 'REGISTER')).toBe(false);
});
