import { describe, expect, test } from 'vitest';
import { TimeSpan } from '../../../src/output/time/time-span.ts';

const START = { seconds: 1000, nanoseconds: 600_000_000 };
const at = (seconds: number, nanoseconds = 0) => ({ seconds, nanoseconds });

function span(from: number | null, to: number | null, isRelative: boolean): TimeSpan {
  const bound = (seconds: number | null) =>
    seconds === null ? null : { seconds, nanoseconds: 500_000_000, isRelative };
  const made = new TimeSpan(bound(from), bound(to));
  made.begin(START);
  return made;
}

describe('a span of time', () => {
  test('includes both ends', () => {
    const absolute = span(1001, 1002, false);
    expect(absolute.holds(at(1001, 499_999_999))).toBe(false);
    expect(absolute.holds(at(1001, 500_000_000))).toBe(true);
    expect(absolute.holds(at(1002, 500_000_000))).toBe(true);
    expect(absolute.holds(at(1002, 500_000_001))).toBe(false);
  });

  test('counts from the first frame, with a carry between nanoseconds and seconds', () => {
    const relative = span(1, 2, true);
    expect(relative.holds(at(1002, 99_999_999))).toBe(false);
    expect(relative.holds(at(1002, 100_000_000))).toBe(true);
    expect(relative.holds(at(1003, 100_000_000))).toBe(true);
    expect(relative.holds(at(1003, 100_000_001))).toBe(false);
  });

  test('has no end where none is given', () => {
    expect(span(null, 1002, false).holds(at(0))).toBe(true);
    expect(span(1002, null, false).holds(at(9e9))).toBe(true);
  });

  test('is touched by what lies across it', () => {
    const both = span(1001, 1002, false);
    expect(both.touches(at(1000), at(1001))).toBe(false);
    expect(both.touches(at(1000), at(1002))).toBe(true);
    expect(both.touches(at(1000), at(1003))).toBe(true);
    expect(both.touches(at(1002), at(1003))).toBe(true);
    expect(both.touches(at(1003), at(1004))).toBe(false);
  });
});
