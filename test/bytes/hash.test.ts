import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashBytes, hashBytesTwice, hashNumber, hashStart } from '../../src/bytes/hash.ts';

test('equal input gives an equal hash wherever it lies', () => {
  const bytes = Uint8Array.from([0, 0, 7, 8, 9, 10, 11]);
  const same = Uint8Array.from([7, 8, 9, 10, 11]);
  expect(hashBytes(hashStart(), bytes, 2, 7)).toBe(hashBytes(hashStart(), same, 0, 5));
});

test('100,000 neighbouring keys spread over the table', () => {
  const buckets = new Uint32Array(1024);
  for (let spi = 0; spi < 100_000; spi++) {
    const bucket = hashNumber(hashStart(), spi) & 1023;
    buckets[bucket] = (buckets[bucket] as number) + 1;
  }
  expect(Math.max(...buckets)).toBeLessThan(200);
  expect(Math.min(...buckets)).toBeGreaterThan(30);
});

test('two hashes at once are those of one after the other', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(), fc.integer(), fc.integer(), (octets, at, one, other) => {
      const start = Math.min(at % 8, octets.length);
      expect(hashBytesTwice(one, other, octets, start, octets.length)).toEqual([
        hashBytes(one, octets, start, octets.length),
        hashBytes(other, octets, start, octets.length),
      ]);
    }),
  );
});
