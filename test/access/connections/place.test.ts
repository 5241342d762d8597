import { expect, test } from 'vitest';
import { secondsApart } from '../../../src/access/connections/place.ts';

test.each([
  [{ seconds: 10, nanoseconds: 500_000_000 }, { seconds: 12, nanoseconds: 0 }, 1.5],
  [{ seconds: 10, nanoseconds: 0 }, { seconds: 10, nanoseconds: 1 }, 1e-9],
  [{ seconds: 7, nanoseconds: 9 }, { seconds: 7, nanoseconds: 9 }, 0],
])('the time between two moments, in either order', (one, other, seconds) => {
  expect(secondsApart(one, other)).toBeCloseTo(seconds, 12);
  expect(secondsApart(other, one)).toBeCloseTo(seconds, 12);
});
