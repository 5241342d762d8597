import { expect, test } from 'vitest';
import { equalBytes, equalConstantTime } from '../../src/bytes/equal.ts';

const A = Uint8Array.from([9, 1, 2, 3]);
const B = Uint8Array.from([1, 2, 3, 4]);

for (const equal of [equalBytes, equalConstantTime]) {
  test(`${equal.name} compares at both offsets`, () => {
    expect(equal(A, 1, B, 0, 3)).toBe(true);
    expect(equal(A, 0, B, 0, 3)).toBe(false);
    expect(equal(A, 1, B, 1, 2)).toBe(false);
  });

  test(`${equal.name} never says equal beyond an end`, () => {
    expect(equal(A, 1, B, 0, 4)).toBe(false);
    expect(equal(A, 9, B, 9, 1)).toBe(false);
  });
}
