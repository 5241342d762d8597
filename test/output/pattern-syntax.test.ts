import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PatternError } from '../../src/output/pattern-class.ts';
import { patternTree } from '../../src/output/pattern-syntax.ts';

describe('patternTree', () => {
  test.each([
    ['(a', 0, "')' is missing for this group"],
    ['a)b', 1, "')' closes no group"],
    ['*a', 0, "'*' has nothing to repeat"],
    ['a|+', 2, "'+' has nothing to repeat"],
    ['(?i)*', 4, "'*' has nothing to repeat"],
    ['a**', 2, 'a repetition cannot be repeated'],
    ['a{2}{3}', 4, 'a repetition cannot be repeated'],
    ['a++', 2, 'possessive quantifiers are not supported'],
    ['a{3,2}', 1, 'the numbers of the repetition are in the wrong order'],
    ['a{1001}', 1, 'a repetition of more than 1000 is not supported'],
    ['a(?=b)', 1, 'look-around, atomic and other special groups are not supported'],
    ['(?<!b)a', 0, 'look-around, atomic and other special groups are not supported'],
    ['(?>a)', 0, 'look-around, atomic and other special groups are not supported'],
    ['(?x)a', 0, 'look-around, atomic and other special groups are not supported'],
    ['(a)\\1', 3, 'back references are not supported'],
    ['a\\', 1, 'the pattern ends with a backslash'],
    ['\\pL', 0, '\\p is not supported'],
  ])('%s', (pattern, at, message) => {
    expect(() => patternTree(pattern)).toThrow(expect.objectContaining({ message, at }));
  });

  test('groups in one another are bounded', () => {
    expect(() => patternTree(`${'('.repeat(100)}a${')'.repeat(100)}`)).not.toThrow();
    expect(() => patternTree('('.repeat(100_000))).toThrow('nested deeper than 100');
  });

  test('lazy quantifiers are those without the question mark', () => {
    expect(JSON.stringify(patternTree('a+?'))).toBe(JSON.stringify(patternTree('a+')));
    expect(patternTree('a{2,}')).toMatchObject({
      parts: [{ kind: 'repeat', least: 2, most: Number.POSITIVE_INFINITY }],
    });
  });

  test('any text is a pattern or an error at a place in it', () => {
    const unit = fc.constantFrom(
      'a',
      '(',
      ')',
      '[',
      ']',
      '\\',
      '?',
      '*',
      '{',
      '}',
      '1',
      ',',
      '|',
      '^',
      '-',
      ':',
      'i',
      '<',
    );
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit }), fc.string({ unit: 'binary' })), pattern => {
        try {
          patternTree(pattern);
        } catch (error) {
          if (!(error instanceof PatternError)) throw error;
          expect(error.at).toBeGreaterThanOrEqual(0);
          expect(error.at).toBeLessThanOrEqual(pattern.length);
        }
      }),
      { seed: 1, numRuns: 2000 },
    );
  });
});
