import { describe, expect, test } from 'vitest';
import {
  characterClass,
  classEscape,
  isWord,
  otherCase,
  readEscape,
  withCase,
} from '../../src/output/pattern-class.ts';

/** The printable ASCII characters and line ends in a class. */
function members(text: string): string {
  const { matches, inverse } = characterClass(text, 0);
  const ascii = ['\t', '\n', ...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))];
  return ascii.filter(character => matches(character.charCodeAt(0)) !== inverse).join('');
}

describe('characterClass', () => {
  test.each([
    ['[abc]', 'abc'],
    ['[a-cx-z]', 'abcxyz'],
    ['[]a]', ']a'],
    ['[a-]', '-a'],
    ['[-a]', '-a'],
    ['[\\]\\\\\\-]', '-\\]'],
    ['[\\d.]', '.0123456789'],
    ['[[:digit:]a]', '0123456789a'],
    ['[[:^print:]]', '\t\n'],
    ['[^\\x20-\\x7d]', '\t\n~'],
    ['[\\D]', `\t\n${members('[^0-9\\t\\n]')}`],
    ['[\\d-z]', '-0123456789z'],
  ])('%s', (text, expected) => expect([...members(text)].sort()).toEqual([...expected].sort()));

  test.each([
    ['[a', "']' is missing for this class"],
    ['[', "']' is missing for this class"],
    ['[z-a]', 'the range in this class is not right'],
    ['[a-\\d]', 'the range in this class is not right'],
    ['[[:foo:]]', '[:foo:] is not supported'],
    ['[\\p]', '\\p is not supported'],
  ])('%s', (text, message) => expect(() => characterClass(text, 0)).toThrow(message));

  test('its end is behind the bracket', () => {
    expect(characterClass('x[a]y', 1).end).toBe(4);
  });
});

test.each([
  ['\\x41', 65, 4],
  ['\\x{20ac}', 0x20ac, 8],
  ['\\0', 0, 2],
  ['\\012', 10, 4],
  ['\\n', 10, 2],
  ['\\e', 27, 2],
  ['\\.', 46, 2],
  ['\\😀', 0x1f600, 3],
])('%s', (text, code, end) => expect(readEscape(text, 0)).toEqual({ code, end }));

test('classes by letter, the upper case one is the opposite', () => {
  expect(classEscape('s')?.(9)).toBe(true);
  expect(classEscape('S')?.(9)).toBe(false);
  expect(classEscape('q')).toBeNull();
});

test('case', () => {
  const matches = withCase(code => code === 0xfc);
  expect([matches(0xfc), matches(0xdc), matches(117)]).toEqual([true, true, false]);
  expect(withCase(code => code === 91)(123)).toBe(false);
});

test('otherCase', () => {
  expect([97, 90, 64, 91, 0xfc, 0xdf, 0x1f600].map(otherCase)).toEqual([
    65, 122, 64, 91, 0xdc, 0xdf, 0x1f600,
  ]);
});

test('isWord', () => {
  expect([...'aZ0_'].every(character => isWord(character.charCodeAt(0)))).toBe(true);
  expect([isWord(-1), isWord(45), isWord(0xfc)]).toEqual([false, false, false]);
});
