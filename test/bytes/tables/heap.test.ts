import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Heap } from '../../../src/bytes/tables/heap.ts';

test('things come out in their order, whatever the order in which they came', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer()), numbers => {
      const heap = new Heap<number>((one, other) => one < other);
      for (const number of numbers) heap.add(number);
      const sorted = numbers.toSorted((one, other) => one - other);
      for (const [i, number] of sorted.entries()) {
        expect(heap.first).toBe(number);
        expect(heap.second).toBe(sorted[i + 1]);
        expect(heap.take()).toBe(number);
      }
      expect(heap.take()).toBeUndefined();
    }),
  );
});

test('the first may change and move', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(1000), { minLength: 1 }), fc.array(fc.nat(50)), (numbers, steps) => {
      const things = numbers.map((key, index) => ({ key, index }));
      const before = (one: { key: number; index: number }, other: { key: number; index: number }) =>
        one.key < other.key || (one.key === other.key && one.index < other.index);
      const heap = new Heap(before);
      for (const thing of things) heap.add(thing);
      for (const step of steps) {
        const first = things.reduce((least, one) => (before(one, least) ? one : least));
        expect(heap.first).toBe(first);
        first.key += step;
        heap.moveFirst();
      }
    }),
  );
});
