import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Pattern } from '../../src/output/pattern.ts';

const found = (pattern: string, text: string) => new Pattern(pattern).test(text);

describe('Pattern', () => {
  test.each([
    ['', ''],
    ['b', 'abc'],
    ['B', 'abc'],
    ['(?-i)b', 'abc'],
    ['^a.c$', 'abc'],
    ['c$', 'abc\n'],
    ['(?s)a.b', 'a\nb'],
    ['(?m)^b$', 'a\nb\nc'],
    ['a.b', 'a\rb'],
    ['\\Aab\\z', 'ab'],
    ['\\bsip\\b', 'a sip b'],
    ['o\\Bb', 'foobar'],
    ['[a-c]{3}', 'xcba'],
    ['(ab|c(d|e)?)+f', 'abcecdf'],
    ['a{2,3}b', 'aaaab'],
    ['a{0}b', 'b'],
    ['x{,2}', 'x{,2}'],
    ['(a*)*b', 'b'],
    ['(?:)*x', 'x'],
    ['ü', 'JÜRGEN'],
    ['^.$', '😀'],
    ['^[😀-😂]$', '😁'],
    ['a|', 'zzz'],
    ['(?<name>a)(?P<other>b)', 'ab'],
    ['(?i:B)(?-i:c)', 'bc'],
  ])('%j is found in %j', (pattern, text) => expect(found(pattern, text)).toBe(true));

  test.each([
    ['(?-i)B', 'abc'],
    ['^b', 'a\nb'],
    ['a.b', 'a\nb'],
    ['a$', 'a\n\n'],
    ['a\\z', 'a\n'],
    ['\\bip\\b', 'sip'],
    ['a{2,3}b', 'ab'],
    ['(?i:B)(?-i:c)', 'bC'],
    ['[^a]', 'A'],
    ['(?m)^$', 'a\n'],
  ])('%j is not found in %j', (pattern, text) => expect(found(pattern, text)).toBe(false));

  test('the time grows with the text, not with the ways to match it', () => {
    expect(found('(a|a)*(a+)+(a*)*b', 'a'.repeat(20_000))).toBe(false);
    expect(found('(.*)(.*)(.*)(.*)(.*)b', 'a'.repeat(20_000))).toBe(false);
  });

  test.each(['((a{100}){100}){100}', '(((){1000}){1000}){1000}', `${'(a?){1000}'.repeat(40)}`])(
    '%.40s is too large',
    pattern => expect(() => new Pattern(pattern)).toThrow('takes more than 20000 steps'),
  );

  test('agrees with RegExp on what both know', () => {
    const { pattern } = fc.letrec<{ pattern: string; atom: string; part: string }>(tie => ({
      atom: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('a', 'b', '.', '\\n', '[ab]', '[^a]', '[a-b\\n]', '\\w', '\\W', '\\b', '^', ''),
        tie('pattern').map(inner => `(?:${inner})`),
      ),
      part: fc
        .tuple(tie('atom'), fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,3}', '*?'))
        .map(([atom, quantifier]) => (/^(?:\^|\\b|)$/.test(atom) ? atom : atom + quantifier)),
      pattern: fc
        .array(fc.array(tie('part'), { maxLength: 4 }), { minLength: 1, maxLength: 2 })
        .map(alternatives => alternatives.map(parts => parts.join('')).join('|')),
    }));
    fc.assert(
      fc.property(
        pattern,
        fc.string({ unit: fc.constantFrom('a', 'b', 'A', '\n', '-'), maxLength: 8 }),
        (one, text) => {
          expect(found(one, text)).toBe(new RegExp(one, 'i').test(text));
        },
      ),
      { seed: 1, numRuns: 3000 },
    );
  });
});
