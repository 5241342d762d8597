import { expect, test } from 'vitest';
import type { RegistrationCase } from '../../../src/diagnosis/cases/case.ts';
import { byTime, notesDuring, placeBehind } from '../../../src/diagnosis/cases/time-window.ts';

const at = (seconds: number) => ({ seconds, nanoseconds: 0 });
const begun = (seconds: number, next: unknown = null) =>
  ({ attempts: [{ request: at(seconds) }], next }) as unknown as RegistrationCase;
const notes = [1, 2, 3, 4, 5].map(at);

test('from the first request to the beginning of the registration after the next', () => {
  expect(notesDuring(begun(2), notes)).toEqual([2, 3, 4, 5].map(at));
  expect(notesDuring(begun(2, begun(3)), notes)).toEqual([2, 3, 4, 5].map(at));
  expect(notesDuring(begun(2, begun(3, begun(4))), notes)).toEqual([2, 3].map(at));
  expect(notesDuring(begun(9), notes)).toEqual([]);
});

test('a registration whose request was not kept has all', () => {
  const unknown = { attempts: [], next: null } as unknown as RegistrationCase;
  expect(notesDuring(unknown, notes)).toEqual(notes);
});

test('the place behind those that are before something', () => {
  for (const limit of [0, 1, 3, 5, 9])
    expect(placeBehind([1, 2, 3, 3, 4, 5], item => item < limit)).toBe(
      [1, 2, 3, 3, 4, 5].filter(item => item < limit).length,
    );
  expect(placeBehind([], () => true)).toBe(0);
});

test('nanoseconds decide within a second', () => {
  expect(byTime({ seconds: 1, nanoseconds: 5 }, { seconds: 1, nanoseconds: 6 })).toBeLessThan(0);
});
