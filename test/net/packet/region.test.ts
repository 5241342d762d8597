import { describe, expect, test } from 'vitest';
import { regionOf } from '../support.ts';

describe('Region.limit', () => {
  test('cuts padding and forgets what the snap length cut behind it', () => {
    const region = regionOf(new Uint8Array(20), 5);
    expect(region.limit(12)).toBe(true);
    expect([region.end, region.missing]).toEqual([12, 0]);
  });

  test('counts only the uncaptured bytes that belong to it', () => {
    const region = regionOf(new Uint8Array(20), 5);
    expect(region.limit(23)).toBe(true);
    expect([region.end, region.missing]).toEqual([20, 3]);
  });

  test('tells a length beyond the end of the frame on the wire', () => {
    const region = regionOf(new Uint8Array(20), 5);
    expect(region.limit(26)).toBe(false);
    expect([region.end, region.missing]).toEqual([20, 6]);
  });
});
