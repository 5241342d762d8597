import { expect, test } from 'vitest';
import { leastLoss } from '../../../src/bytes/tables/least-loss.ts';

const never = () => false;

test('the middle goes, so that the first and the last stay', () => {
  const kept: number[] = [];
  for (let i = 0; i < 100; i++) {
    kept.push(i);
    if (kept.length > 6) kept.splice(leastLoss(kept, never, 0), 1);
  }
  expect(kept).toEqual([0, 1, 2, 97, 98, 99]);
});

test('what proved itself stays, wherever it stands', () => {
  expect(leastLoss(['a', 'b', 'proved'], one => one === 'proved', 0)).toBe(1);
  expect(leastLoss(['a', 'proved', 'proved'], one => one === 'proved', 2)).toBe(0);
  expect(leastLoss(['proved', 'proved', 'a'], one => one === 'proved', 0)).toBe(2);
  expect(leastLoss(['proved', 'proved', 'proved', 'a'], one => one === 'proved', 0)).toBe(3);
});

test('where all are proved, the one that the caller names goes', () => {
  expect(leastLoss([1, 2, 3], () => true, 2)).toBe(2);
});
