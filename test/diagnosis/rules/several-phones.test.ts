import { expect, test } from 'vitest';
import type { Hit } from '../../../src/diagnosis/rules/rule.ts';
import { together } from '../../../src/diagnosis/rules/several-phones.ts';

const hit = (frame: number, members: Partial<Hit> = {}): Hit => ({
  detail: `Phone ${frame}.`,
  frames: [
    { file: 0, frame },
    { file: 0, frame: frame + 1 },
  ],
  confidence: 'likely',
  ...members,
});

test('one alone stays as it is', () => {
  expect(together([hit(1)])).toEqual([hit(1)]);
  expect(together([])).toEqual([]);
});

test('several of a kind are one, with a frame of each', () => {
  const [one, other] = together([hit(1), hit(3), hit(5), hit(7, { confidence: 'certain' })]);
  expect(one).toMatchObject({ detail: 'Phone 1. The same is true of 2 others.' });
  expect(one?.frames.map(({ frame }) => frame)).toEqual([1, 2, 3, 5]);
  expect(other).toMatchObject({ detail: 'Phone 7.' });
  expect(together([hit(1), hit(3)])[0]?.detail).toBe('Phone 1. The same is true of one other.');
});

test('thousands name few frames', () => {
  const hits = Array.from({ length: 5000 }, (_, i) => hit(10 * i));
  expect(together(hits)[0]?.frames.length).toBeLessThan(24);
});
