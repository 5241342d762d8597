import { expect, test } from 'vitest';
import {
  framesOf,
  isAfter,
  placeOf,
  secondsBetween,
  secondsText,
} from '../../../src/diagnosis/journal/notes.ts';

const at = (seconds: number, nanoseconds = 0) => ({ seconds, nanoseconds });

test('seconds between moments keep their sign and their fraction', () => {
  expect(secondsBetween(at(1, 500_000_000), at(2))).toBe(0.5);
  expect(secondsBetween(at(2), at(1, 500_000_000))).toBe(-0.5);
  expect(isAfter(at(1, 1), at(1))).toBe(true);
  expect(isAfter(at(1), at(1))).toBe(false);
});

test('frames come once, in order, and not without end', () => {
  const notes = [7, 7, 8, 9].map(frame => ({ file: 0, frame, other: true }));
  expect(framesOf(notes)).toEqual([
    { file: 0, frame: 7 },
    { file: 0, frame: 8 },
    { file: 0, frame: 9 },
  ]);
  expect(framesOf([...notes, { file: 1, frame: 7 }], 2)).toHaveLength(2);
});

test('short times have hundredths, long ones whole seconds', () => {
  expect([0.354, 12.4, -1].map(secondsText)).toEqual(['0.35 s', '12 s', '0.00 s']);
});

test('the place of a packet has nothing else of it', () => {
  const place = { file: 1, frame: 2, seconds: 3, nanoseconds: 4, protection: null, wrapper: null };
  expect(placeOf({ ...place, frames: [2] } as Parameters<typeof placeOf>[0])).toEqual(place);
});
