import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CaseTimes } from '../../../src/diagnosis/cases/case.ts';
import { byTime, notesDuring, placeBehind, timesOf } from '../../../src/diagnosis/cases/time-window.ts';
import type { Moment } from '../../../src/model/capture.ts';

const at = (seconds: number) => ({ seconds, nanoseconds: 0 });
const notes = [1, 2, 3, 4, 5].map(at);

/** A case of this user at this address whose first REGISTER was kept, or was not. */
function caseAt(begin: number | null, impi: string, ...addresses: readonly string[]) {
  const leg = { requests: [], responses: [] };
  const attempt = { request: begin === null ? null : at(begin), gmFinal: null, gm: leg, mw: leg };
  return {
    attempts: [attempt],
    unverified: [],
    ueAddresses: new Set(addresses),
    registration: { impi, impu: null },
  } as unknown as Parameters<typeof timesOf>[0][number];
}

const secondsOf = (times: readonly CaseTimes[]) =>
  times.map(({ begin, anew, over }) => [begin, anew, over].map(moment => moment?.seconds ?? null));

test('a registration is over when its UE has registered again twice', () => {
  const times = timesOf([2, 3, 4, 5].map(begin => caseAt(begin, 'a', '1')));
  expect(secondsOf(times)).toEqual([
    [2, 3, 4],
    [3, 4, 5],
    [4, 5, null],
    [5, null, null],
  ]);
  expect(times.map(one => notesDuring(one, notes))).toEqual([
    [2, 3].map(at),
    [3, 4].map(at),
    [4, 5].map(at),
    [5].map(at),
  ]);
});

test('the same UE has one name in common, in whatever order the cases are', () => {
  expect(secondsOf(timesOf([caseAt(3, 'b', '1'), caseAt(1, 'a', '1'), caseAt(2, 'a', '2')]))).toEqual([
    [3, null, null],
    [1, 2, 3],
    [2, null, null],
  ]);
});

test('a registration of which no message was kept has no time, and ends no other', () => {
  const times = timesOf([caseAt(1, 'a', '1'), caseAt(null, 'a', '1'), caseAt(4, 'a', '1')]);
  expect(secondsOf(times)).toEqual([
    [1, 4, null],
    [null, null, null],
    [4, null, null],
  ]);
  expect(notesDuring(times[1] as CaseTimes, notes)).toEqual([]);
});

test('of one address at most two registrations overlap, whatever other names they have', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd');
  const one = fc.tuple(fc.integer({ min: 0, max: 20 }), name, fc.uniqueArray(name, { maxLength: 3 }));
  fc.assert(
    fc.property(fc.array(one, { maxLength: 40 }), given => {
      const times = timesOf(given.map(([begin, impi, addresses]) => caseAt(begin, impi, ...addresses)));
      for (const address of ['a', 'b', 'c', 'd'] as const)
        for (let second = 0.5; second < 21; second++) {
          const covering = times.filter(
            ({ begin, over }, i) =>
              given[i]?.[2].includes(address) &&
              (begin as Moment).seconds < second &&
              (over === null || over.seconds > second),
          );
          expect(covering.length).toBeLessThanOrEqual(2);
        }
    }),
  );
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
