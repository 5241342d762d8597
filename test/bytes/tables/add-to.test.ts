import { expect, test } from 'vitest';
import { addTo } from '../../../src/bytes/tables/add-to.ts';

test('values by their key, keys and values in the order in which they come', () => {
  const lists = new Map<string | null, number[]>();
  for (const [key, value] of [
    ['b', 1],
    [null, 2],
    ['a', 3],
    ['b', 4],
  ] as const)
    addTo(lists, key, value);
  expect([...lists]).toEqual([
    ['b', [1, 4]],
    [null, [2]],
    ['a', [3]],
  ]);
});
