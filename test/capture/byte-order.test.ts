import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { plainView, read16, read32 } from '../../src/capture/byte-order.ts';

describe('byte order of the file', () => {
  const bytes = Uint8Array.of(0, 0x12, 0x34, 0x56, 0xf8);

  test('16 and 32 bits, unsigned', () => {
    expect(read16(bytes, 1, true)).toBe(0x1234);
    expect(read16(bytes, 1, false)).toBe(0x3412);
    expect(read32(bytes, 1, true)).toBe(0x123456f8);
    expect(read32(bytes, 1, false)).toBe(0xf8563412);
  });
});

describe('plainView', () => {
  test('shares the memory of a Buffer, but its slice copies', () => {
    const buffer = Buffer.from([1, 2, 3, 4]).subarray(1, 3);
    const view = plainView(buffer);
    const copy = view.slice();
    buffer[0] = 9;
    expect([...view]).toEqual([9, 3]);
    expect([...copy]).toEqual([2, 3]);
    expect(Buffer.isBuffer(view)).toBe(false);
  });
});
