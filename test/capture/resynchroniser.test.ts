import { expect, test } from 'vitest';
import { PLACE, type PlaceTest, Resynchroniser } from '../../src/capture/resynchroniser.ts';

/** Two sevens in a row. */
const sevens: PlaceTest = (bytes, at, ended) => {
  if (bytes[at] !== 7) return PLACE.NO;
  if (at + 1 === bytes.length) return ended ? PLACE.NO : PLACE.UNDECIDED;
  return bytes[at + 1] === 7 ? PLACE.YES : PLACE.NO;
};

test('gives everything from the first place that passes, and counts what came before', () => {
  const search = new Resynchroniser(sevens);
  expect(search.push(Uint8Array.of(1, 7, 2, 7, 7, 3))).toEqual(Uint8Array.of(7, 7, 3));
  expect(search.skipped).toBe(3);
});

test('a place that needs more bytes waits for them', () => {
  const search = new Resynchroniser(sevens);
  expect(search.push(Uint8Array.of(1, 2, 7))).toBeNull();
  expect(search.skipped).toBe(2);
  expect(search.push(Uint8Array.of(7, 9))).toEqual(Uint8Array.of(7, 7, 9));
  expect(search.skipped).toBe(2);
});

test('at the end of the file the waiting places are decided', () => {
  const search = new Resynchroniser(sevens);
  search.push(Uint8Array.of(1, 7));
  expect(search.end(Uint8Array.of(1))).toBeNull();
  expect(search.skipped).toBe(3);
  expect(new Resynchroniser(sevens).end(Uint8Array.of(1, 7, 7))).toEqual(Uint8Array.of(7, 7));
});

test('no place is looked at again that was refused', () => {
  const looked: number[] = [];
  let before = 0;
  const search = new Resynchroniser((bytes, at, ended) => {
    looked.push(before + at);
    return at + 1 === bytes.length && !ended ? PLACE.UNDECIDED : PLACE.NO;
  });
  for (let i = 0; i < 50; i++) {
    search.push(new Uint8Array(3));
    before = search.skipped;
  }
  search.end(new Uint8Array(0));
  expect(looked.length).toBeLessThanOrEqual(150 + 50);
  expect(search.skipped).toBe(150);
});
