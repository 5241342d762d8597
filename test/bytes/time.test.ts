import { expect, test } from 'vitest';
import { elapsedText, timeText } from '../../src/bytes/time.ts';

test('keeps all nine digits', () => {
  expect(timeText(1700000000, 123456789)).toBe('1700000000.123456789');
  expect(timeText(0, 5)).toBe('0.000000005');
});

test('elapsed time: six digits, cut, with a sign when it runs backwards', () => {
  expect(elapsedText(10, 20_263_999, 10, 0)).toBe('0.020263');
  expect(elapsedText(11, 0, 10, 999_999_000)).toBe('0.000001');
  expect(elapsedText(10, 0, 11, 500_000_000)).toBe('-1.500000');
  expect(elapsedText(10, 0, 10, 1000)).toBe('-0.000001');
});
