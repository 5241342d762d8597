import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { globMatcher } from '../../../src/cli/inputs/glob.ts';

describe('globMatcher', () => {
  test.each([
    ['trace_*.pcap', 'trace_00001_20260101.pcap', true],
    ['trace_*.pcap', 'trace_.pcap', true],
    ['trace_*.pcap', 'trace_1.pcapng', false],
    ['trace.pcap*', 'trace.pcap12', true],
    ['t?ace', 'trace', true],
    ['t?ace', 'tace', false],
    ['a[0-9].pcap', 'a7.pcap', true],
    ['a[0-9].pcap', 'ab.pcap', false],
    ['a[!0-9].pcap', 'ab.pcap', true],
    ['a[^0-9].pcap', 'a1.pcap', false],
    ['a[]x]', 'a]', true],
    ['a[.]b', 'a.b', true],
    ['a[.]b', 'axb', false],
    ['*.p(c)ap+', 'x.p(c)ap+', true],
    ['***a', 'bba', true],
    ['[ab', '[ab', true],
    ['[b-a]*', '[b-a]x', true],
    ['*.pcap.*.gz', 'a.pcap.pcap.1.gz', true],
    ['*ab*ab', 'abxabab', true],
    ['*ab*ab', 'abxaba', false],
    ['[a-cx-z]', 'y', true],
    ['[a-cx-z]', 'm', false],
    ['[a-]', '-', true],
    ['*', '.hidden', false],
    ['.h*', '.hidden', true],
    ['?\u00e9?', 'a\u00e9\u{1f600}', true],
  ])('%s and %s: %s', (pattern, name, expected) => {
    expect(globMatcher(pattern)?.(name)).toBe(expected);
  });

  test('means what the regular expression of it means', () => {
    const pattern = fc.stringMatching(/^[ab*?]{0,8}$/);
    fc.assert(
      fc.property(pattern, fc.stringMatching(/^[ab]{0,10}$/), (text, name) => {
        const expression = new RegExp(`^${text.replaceAll(/\*+/g, '.*').replaceAll('?', '.')}$`, 's');
        expect(globMatcher(`${text}*`)?.(name)).toBe(
          new RegExp(`${expression.source.slice(0, -1)}.*$`, 's').test(name),
        );
        expect(globMatcher(text)?.(name) ?? text === name).toBe(expression.test(name));
      }),
    );
  });

  test('many stars and a long name end', () => {
    const matches = globMatcher(`${'*a'.repeat(1_000)}*b`);
    expect(matches?.('a'.repeat(100_000))).toBe(false);
  });

  test('a name without wildcards is no pattern', () => {
    expect(globMatcher('trace.pcap')).toBeNull();
    expect(globMatcher('trace{1,2}.pcap')).toBeNull();
  });
});
