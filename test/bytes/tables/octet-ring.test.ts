import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OctetRing } from '../../../src/bytes/tables/octet-ring.ts';

test('octets are found until newer ones go over them', () => {
  const ring = new OctetRing(8);
  const [one, two, three] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6), Uint8Array.of(7, 8, 9)];
  const first = ring.put(one);
  const second = ring.put(two);
  expect([ring.isAt(first, 3, one), ring.isAt(second, 3, two), ring.isAt(first, 3, two)]).toEqual([
    true,
    true,
    false,
  ]);
  const third = ring.put(three);
  expect([ring.isAt(first, 3, one), ring.isAt(second, 3, two), ring.isAt(third, 3, three)]).toEqual([
    false,
    true,
    true,
  ]);
  expect(ring.isAt(ring.put(new Uint8Array(9)), 9, new Uint8Array(9))).toBe(false);
});

test('whatever is put in: the last is there, and nothing else than what was put is ever found', () => {
  const length = fc.integer({ min: 0, max: 20 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.array(length, { maxLength: 40 }), (size, lengths) => {
      const ring = new OctetRing(size);
      const kept = lengths.map((octets, i) => {
        const put = new Uint8Array(octets).fill(i + 1);
        const place = ring.put(put);
        expect(ring.isAt(place, octets, put)).toBe(octets <= size);
        return { place, put };
      });
      let free = size;
      for (const { place, put } of kept.toReversed()) {
        const other = put.map(octet => octet + 100);
        if (put.length > 0) expect(ring.isAt(place, put.length, other)).toBe(false);
        if (!ring.isAt(place, put.length, put)) continue;
        free -= put.length;
        expect(free).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});
