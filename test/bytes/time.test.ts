import { expect, test } from 'vitest';
import { timeText } from '../../src/bytes/time.ts';

test('keeps all nine digits', () => {
  expect(timeText(1700000000, 123456789)).toBe('1700000000.123456789');
  expect(timeText(0, 5)).toBe('0.000000005');
});
