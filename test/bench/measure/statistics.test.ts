import { expect, test } from 'vitest';
import { median } from './statistics.ts';

test('the median of an odd and an even number of values, and of none', () => {
  expect([median([10, 1, 9]), median([10, 1, 9, 2]), median([])]).toEqual([9, 5.5, Number.NaN]);
});
