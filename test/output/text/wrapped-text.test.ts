import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wrapped } from '../../../src/output/text/wrapped-text.ts';

test('lines break at blanks, behind the indent', () => {
  expect(wrapped('one two three', 9, '  ')).toEqual(['  one two', '  three']);
  expect(wrapped('', 9, '  ')).toEqual([]);
});

test('no line is longer than the width unless it is one word, and no word is lost', () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 });
  fc.assert(
    fc.property(words, fc.integer({ min: 3, max: 40 }), (list, width) => {
      const lines = wrapped(list.join(' '), width, '  ');
      expect(lines.every(line => line.length <= width || !line.trim().includes(' '))).toBe(true);
      expect(lines.map(line => line.slice(2)).join(' ')).toBe(list.join(' '));
    }),
  );
});
