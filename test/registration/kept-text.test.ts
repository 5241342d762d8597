import { expect, test } from 'vitest';
import { keptText, LONGEST_TEXT } from '../../src/registration/kept-text.ts';

test('a text is kept as it is, one that is too long for anything real is not', () => {
  expect(keptText('a\u00e4b')).toBe('a\u00e4b');
  expect(keptText(null)).toBeNull();
  expect(keptText('x'.repeat(LONGEST_TEXT))).toHaveLength(LONGEST_TEXT);
  expect(keptText('x'.repeat(LONGEST_TEXT + 1))).toBeNull();
});
