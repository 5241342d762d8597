import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  closingQuote,
  indexOutsideQuotes,
  parameterIn,
  parameterValue,
  splitCommas,
  splitHeaderList,
  splitParameters,
  splitSemicolons,
  trimBlanks,
  unquote,
} from '../../src/sip/header-value.ts';

test('parameterIn finds what parameterValue finds in the list', () => {
  const part = fc.constantFrom(';', '=', ' ', '\t', '"', '\\', 'a', 'A', 'b', 'ab', '<', '>', ',', '\u00e9');
  const text = fc.array(part, { maxLength: 24 }).map(parts => parts.join(''));
  fc.assert(
    fc.property(text, fc.constantFrom('a', 'b', 'ab'), (parameters, name) => {
      expect(parameterIn(parameters, name)).toBe(parameterValue(splitParameters(parameters), name));
    }),
    { numRuns: 2000 },
  );
});

describe('trimBlanks', () => {
  test('takes blanks and line ends, and nothing else', () => {
    expect(trimBlanks(' \t\r\n a b \r\n')).toBe('a b');
    expect(trimBlanks('\xa0a\xa0')).toBe('\xa0a\xa0');
    expect(trimBlanks(' \t ')).toBe('');
  });
});

describe('splitHeaderList', () => {
  test('splits at commas outside quotes and angle brackets', () => {
    expect(splitHeaderList('"a, \\"b" <sip:x,y;q="1>, c@d>;z="1,2" , <sip:e>,f')).toEqual([
      '"a, \\"b" <sip:x,y;q="1>',
      'c@d>;z="1,2"',
      '<sip:e>',
      'f',
    ]);
  });

  test('leaves empty elements out', () => {
    expect(splitHeaderList(',, a,\t,b , ')).toEqual(['a', 'b']);
    expect(splitHeaderList('')).toEqual([]);
  });

  test('a quote or bracket without end takes the rest', () => {
    expect(splitHeaderList('a,"b,c')).toEqual(['a', '"b,c']);
    expect(splitHeaderList('a,<b,c')).toEqual(['a', '<b,c']);
    expect(splitHeaderList('a,"b\\')).toEqual(['a', '"b\\']);
  });

  test('nothing but blanks, commas and empty elements is lost', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '"', '\\\\', ',', '<', '>', ' ') }), value => {
        const kept = splitHeaderList(value).join(',');
        expect(kept.replace(/[, ]/g, '')).toBe(value.replace(/[, ]/g, ''));
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe('splitCommas', () => {
  test('angle brackets mean nothing', () => {
    expect(splitCommas('a<b,c>d,e="<",f')).toEqual(['a<b', 'c>d', 'e="<"', 'f']);
  });
});

describe('splitParameters', () => {
  test('blanks may stand anywhere', () => {
    expect(splitParameters(' ; TAG = "a;\\"b" ;lr; q= 0.5;; x=')).toEqual([
      ['tag', 'a;"b'],
      ['lr', null],
      ['q', '0.5'],
      ['x', ''],
    ]);
  });

  test('parameterValue tells absent from valueless', () => {
    const parameters = splitParameters(';lr;tag=1;tag=2');
    expect(parameterValue(parameters, 'tag')).toBe('1');
    expect(parameterValue(parameters, 'lr')).toBeNull();
    expect(parameterValue(parameters, 'q')).toBeUndefined();
  });
});

describe('quoted strings', () => {
  test('unquote resolves escapes', () => {
    expect(unquote('"a\\"b\\\\c"')).toBe('a"b\\c');
    expect(unquote('token')).toBe('token');
    expect(unquote('""')).toBe('');
    expect(unquote('"open')).toBe('open');
    expect(unquote('"a"b')).toBe('a');
  });

  test('closingQuote passes over escaped quotes', () => {
    expect(closingQuote('"a\\"b"c')).toBe(5);
    expect(closingQuote('"a\\"')).toBe(-1);
  });

  test('indexOutsideQuotes passes over quoted strings', () => {
    expect(indexOutsideQuotes('"<\\"<" <', '<')).toBe(7);
    expect(indexOutsideQuotes('"<', '<')).toBe(-1);
  });
});

test('splitSemicolons leaves parameters as they are written', () => {
  expect(splitSemicolons(';a="1;2" ; b;;c=<3>')).toEqual(['a="1;2"', 'b', 'c=<3>']);
});
