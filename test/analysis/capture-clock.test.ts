import { expect, test } from 'vitest';
import { CaptureClock } from '../../src/analysis/capture-clock.ts';

test('from the first frame to the last, in nanoseconds, also if clocks went back', () => {
  const clock = new CaptureClock();
  expect([clock.frames, clock.duration]).toEqual([0, 0n]);
  clock.note(1_700_000_000, 999_999_999);
  expect(clock.duration).toBe(0n);
  clock.note(1_700_000_005, 1);
  expect([clock.frames, clock.duration]).toEqual([2, 4_000_000_002n]);
  clock.note(1_699_999_999, 0);
  expect(clock.duration).toBe(-1_999_999_999n);
});
