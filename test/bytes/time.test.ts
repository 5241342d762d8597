import { expect, test } from 'vitest';
import { elapsedText, isBefore, momentOf, timeText } from '../../src/bytes/time.ts';
import type { Moment } from '../../src/model/capture.ts';

test('keeps all nine digits', () => {
  expect(timeText(at(1700000000, 123456789))).toBe('1700000000.123456789');
  expect(timeText(at(0, 5))).toBe('0.000000005');
});

test('elapsed time: six digits, cut, with a sign when it runs backwards', () => {
  expect(elapsedText(at(10, 0), at(10, 20_263_999))).toBe('0.020263');
  expect(elapsedText(at(10, 999_999_000), at(11, 0))).toBe('0.000001');
  expect(elapsedText(at(11, 500_000_000), at(10, 0))).toBe('-1.500000');
  expect(elapsedText(at(10, 1000), at(10, 0))).toBe('-0.000001');
});

test('a moment is before a later one, not before itself', () => {
  expect(isBefore(at(10, 1), at(10, 2))).toBe(true);
  expect(isBefore(at(9, 2), at(10, 1))).toBe(true);
  expect(isBefore(at(10, 1), at(10, 1))).toBe(false);
  expect(isBefore(at(10, 1), at(9, 2))).toBe(false);
});

test('nanoseconds beyond what a number holds', () => {
  expect(momentOf(1_700_000_000_123_456_789n)).toEqual(at(1_700_000_000, 123_456_789));
});

function at(seconds: number, nanoseconds: number): Moment {
  return { seconds, nanoseconds };
}
