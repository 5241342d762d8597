import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Coverage } from '../../../src/net/packet/coverage.ts';

test('agrees with a set of numbers', () => {
  const range = fc.tuple(fc.integer({ min: -20, max: 40 }), fc.nat({ max: 12 }));
  fc.assert(
    fc.property(fc.array(range, { maxLength: 12 }), range, (added, [start, length]) => {
      const coverage = new Coverage();
      const model = new Set<number>();
      for (const [from, size] of added) {
        coverage.add(from, from + size);
        for (let i = 0; i < size; i++) model.add(from + i);
      }
      const uncovered: number[] = [];
      const parts = coverage.uncovered(start, start + length);
      for (let i = 0; i < parts.length; i += 2)
        for (let at = parts[i] ?? 0; at < (parts[i + 1] ?? 0); at++) uncovered.push(at);
      const wanted = Array.from({ length }, (_, i) => start + i).filter(at => !model.has(at));
      expect(uncovered).toEqual(wanted);
      expect(coverage.covers(start, start + length)).toBe(wanted.length === 0);
      const starts = [...model].filter(at => !model.has(at - 1)).length;
      expect(coverage.ranges).toBe(starts);
    }),
    { seed: 1, numRuns: 1000 },
  );
});
