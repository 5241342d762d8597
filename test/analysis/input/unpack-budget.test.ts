import { describe, expect, test } from 'vitest';
import { UnpackBudget, UnpackBudgetError } from '../../../src/analysis/input/unpack-budget.ts';

const MIB = 1024 * 1024;

describe('a budget for unpacking', () => {
  test('ends 64 MiB after the last frame', () => {
    const budget = new UnpackBudget();
    budget.read(MIB);
    for (let i = 0; i < 10; i++) {
      budget.unpacked(60 * MIB);
      budget.frame();
    }
    budget.unpacked(64 * MIB);
    expect(() => budget.unpacked(1)).toThrow(UnpackBudgetError);
    expect(() => budget.unpacked(1)).toThrow('expected a frame within 64 MiB of unpacked data, found none');
  });

  test('ends at a thousand times of what was read, though frames come', () => {
    const budget = new UnpackBudget();
    budget.read(1000);
    const grow = () => {
      budget.unpacked(MIB);
      budget.frame();
    };
    for (let i = 0; i < 256; i++) grow();
    expect(grow).toThrow('expected the 1000 compressed bytes to hold 269435456 at most, found more');
    budget.read(MIB);
    expect(grow).not.toThrow();
  });

  test('ends at the limit that was set, and only there', () => {
    const budget = new UnpackBudget(500 * MIB);
    budget.unpacked(500 * MIB);
    expect(() => budget.unpacked(1)).toThrow('hold 524288000 at most');
  });

  test('counts empty streams, too', () => {
    const budget = new UnpackBudget();
    expect(() => {
      for (let i = 0; i < 5000; i++) budget.stream();
    }).toThrow(UnpackBudgetError);
  });
});
