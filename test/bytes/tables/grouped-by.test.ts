import { expect, test } from 'vitest';
import { groupedBy } from '../../../src/bytes/tables/grouped-by.ts';

test('items by their key, in order; what has none is left out', () => {
  const groups = groupedBy([3, 1, 4, 1, 5, 9], number =>
    number === 4 ? null : number % 2 === 1 && number > 2,
  );
  expect([...groups]).toEqual([
    [true, [3, 5, 9]],
    [false, [1, 1]],
  ]);
});
