import { expect, test } from 'vitest';
import { BoundedMap } from '../../../src/bytes/tables/bounded-map.ts';

test('when full, the entry that was added first goes, and is counted', () => {
  const map = new BoundedMap<string, number>(2);
  for (const [index, key] of ['a', 'b', 'c'].entries()) map.set(key, index);
  expect([...map.values()]).toEqual([1, 2]);
  expect([map.get('a'), map.get('c'), map.size, map.evicted]).toEqual([undefined, 2, 2, 1]);
});

test('replacing an entry evicts nothing and makes it the youngest', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.set('a', 3);
  map.set('c', 4);
  expect([...map.values()]).toEqual([3, 4]);
});

test('what was taken out is gone and makes room', () => {
  const map = new BoundedMap<string, number>(1);
  map.set('a', 1);
  expect([map.delete('a'), map.delete('a'), map.get('a')]).toEqual([true, false, undefined]);
  map.set('b', 2);
  expect([map.size, map.evicted]).toEqual([1, 0]);
});

test('entries may be bounded by what they weigh', () => {
  const map = new BoundedMap<string, string>(10, { limit: 6, of: text => text.length });
  map.set('a', 'xxx');
  map.set('b', 'xx');
  map.set('a', 'x');
  map.set('c', 'xxx');
  expect([[...map.values()], map.evicted]).toEqual([['xx', 'x', 'xxx'], 0]);
  map.set('d', 'x');
  expect([[...map.values()], map.evicted]).toEqual([['x', 'xxx', 'x'], 1]);
});

test('an entry that is too heavy by itself is not kept', () => {
  const map = new BoundedMap<string, string>(10, { limit: 6, of: text => text.length });
  map.set('a', 'xxxxxxx');
  expect([map.size, map.evicted]).toEqual([0, 1]);
  map.set('b', 'xxxxxx');
  expect(map.size).toBe(1);
});
