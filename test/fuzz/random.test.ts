import { describe, expect, test } from 'vitest';
import { Random } from './random.ts';

describe('Random', () => {
  test('the same seed gives the same numbers, another one others', () => {
    const first = Array.from({ length: 5 }, () => new Random(7).word());
    expect(new Set(first).size).toBe(1);
    const seeds = [0, 1, 2, 2 ** 32, 2 ** 32 + 1, 2 ** 48];
    expect(new Set(seeds.map(seed => new Random(seed).word())).size).toBe(seeds.length);
  });

  test('every value comes about as often', () => {
    const random = new Random(1);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) (counts[random.below(10)] as number) += 1;
    for (const [value] of counts.entries()) expect(counts[value]).toBeGreaterThan(850);
  });
});
