import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FilterError } from '../../../src/output/filter/error.ts';
import { filterTokens } from '../../../src/output/filter/tokens.ts';

const kinds = (filter: string) => filterTokens(filter).map(({ kind, text }) => `${kind} ${text}`);

describe('filterTokens', () => {
  test('names, operators and the end, with their places', () => {
    expect(filterTokens('ip.addr==10.0.0.0/8')).toEqual([
      { kind: 'word', text: 'ip.addr', start: 0, end: 7 },
      { kind: 'symbol', text: '==', start: 7, end: 9 },
      { kind: 'word', text: '10.0.0.0/8', start: 9, end: 19 },
      { kind: 'end', text: '', start: 19, end: 19 },
    ]);
  });

  test('operators in words are the same as in signs', () => {
    const words = 'and or not eq any_eq ne all_ne all_eq any_ne gt ge lt le contains matches in any all';
    const signs = '&& || ! == == != != === !== > >= < <= contains ~ in any all';
    expect(kinds(words)).toEqual(kinds(signs));
    expect(kinds('~=')).toEqual(kinds('!=='));
    expect(kinds('AND')).toEqual(['word AND', 'end ']);
  });

  test('two dots make a range, one belongs to a word', () => {
    expect(kinds('{5..7,10.0.0.1..10.0.0.9}')).toEqual(
      ['{', '5', '..', '7', ',', '10.0.0.1', '..', '10.0.0.9', '}', ''].map(
        text => `${/^\d/.test(text) ? 'word' : text === '' ? 'end' : 'symbol'} ${text}`,
      ),
    );
  });

  test.each([
    ['"a\\"b\\\\c\'\\\'"', "a\"b\\c''"],
    ['"\\x41\\101\\u00fc\\U0001f600\\t\\0"', 'AAü😀\t\0'],
    ['r"\\d+\\"x"', '\\d+\\"x'],
    ['R"a\\\\"', 'a\\\\'],
    ['""', ''],
  ])('%s', (filter, text) => {
    expect(filterTokens(filter)[0]).toMatchObject({ kind: 'string', text, start: 0, end: filter.length });
  });

  test.each([
    ['x == "abc', 5, 9, 'the closing quote is missing'],
    ['x == r"abc\\"', 5, 12, 'the closing quote is missing'],
    ['x == "a\\.b"', 7, 9, '\\. is not an escape; in r"…" backslashes are ordinary characters'],
    ['x == "\\U00110000"', 6, 8, '\\U is not an escape; in r"…" backslashes are ordinary characters'],
    ['x[1]', 1, 2, 'slices ([…]) are not supported'],
    ['x & 1', 2, 3, 'bit operations (&) are not supported'],
    ["x == 'a'", 5, 6, 'character constants are not supported: put text in double quotes'],
    ['x == a@b', 6, 7, "'@' is not allowed outside double quotes"],
    ['x \u001b', 2, 3, "'\\x1b' is not allowed outside double quotes"],
    ['x = 1', 2, 3, "'=' is not allowed outside double quotes"],
  ])('%s', (filter, start, end, message) => {
    let error: unknown;
    try {
      filterTokens(filter);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(FilterError);
    expect(error).toMatchObject({ message, start, end });
  });

  test('tokens follow one another and hold everything but blanks', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), filter => {
        try {
          let at = 0;
          for (const { start, end } of filterTokens(filter)) {
            expect(filter.slice(at, start).trim()).toBe('');
            expect(end).toBeGreaterThanOrEqual(start);
            at = end;
          }
          expect(at).toBe(filter.length);
        } catch (error) {
          if (!(error instanceof FilterError)) throw error;
          expect(error.end).toBeLessThanOrEqual(filter.length);
        }
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});
