import { expect, test } from 'vitest';
import { readU8, readU16, readU16LE, readU32, readU32LE } from '../../src/bytes/read.ts';

const BYTES = Uint8Array.from([0xff, 0x80, 0x01, 0x02, 0xfe]);

test('reads big-endian integers as unsigned', () => {
  expect(readU8(BYTES, 1)).toBe(0x80);
  expect(readU16(BYTES, 0)).toBe(0xff80);
  expect(readU32(BYTES, 0)).toBe(0xff800102);
});

test('reads little-endian integers as unsigned', () => {
  expect(readU16LE(BYTES, 0)).toBe(0x80ff);
  expect(readU32LE(BYTES, 1)).toBe(0xfe020180);
});

test('a read beyond the end gives zeros for what is not there', () => {
  expect(readU32(BYTES, 3)).toBe(0x02fe0000);
  expect(readU32LE(BYTES, 9)).toBe(0);
});
