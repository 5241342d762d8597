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
    ['*', '.hidden', false],
    ['.h*', '.hidden', true],
    ['?\u00e9?', 'a\u00e9\u{1f600}', true],
  ])('%s and %s: %s', (pattern, name, expected) => {
    expect(globMatcher(pattern)?.(name)).toBe(expected);
  });

  test('a name without wildcards is no pattern', () => {
    expect(globMatcher('trace.pcap')).toBeNull();
    expect(globMatcher('trace{1,2}.pcap')).toBeNull();
  });
});
