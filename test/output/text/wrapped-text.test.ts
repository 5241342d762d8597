import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wrapped, wrappedHard } from '../../../src/output/text/wrapped-text.ts';

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

test('a wide character takes two columns', () => {
  expect(wrapped('漢字 漢字 ab', 9, '')).toEqual(['漢字 漢字', 'ab']);
  expect(wrapped('漢字 漢字 ab', 8, '')).toEqual(['漢字', '漢字 ab']);
});

test('a word that is longer is broken where it must be, and nothing but blanks is lost', () => {
  expect(wrappedHard('one  two\nthree', 7)).toEqual(['one two', 'three']);
  expect(wrappedHard('abcdefgh i', 3)).toEqual(['abc', 'def', 'gh', 'i']);
  expect(wrappedHard('', 3)).toEqual([]);
  expect(wrappedHard('漢字漢', 4)).toEqual(['漢字', '漢']);
  const words = fc.array(fc.stringMatching(/^[!-~]{1,40}$/), { minLength: 1 });
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 30 }), (list, width) => {
      const lines = wrappedHard(list.join(' '), width);
      expect(lines.join('').replaceAll(' ', '')).toBe(list.join(''));
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    }),
  );
});
