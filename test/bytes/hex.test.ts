import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromHex, spiText, toHex } from '../../src/bytes/hex.ts';

test('writes and reads back any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array(), bytes => {
      expect(fromHex(toHex(bytes))).toEqual(bytes);
      expect(fromHex(`0x${toHex(bytes).toUpperCase()}`)).toEqual(bytes);
    }),
    { seed: 1 },
  );
});

test('refuses what is not whole bytes of hex', () => {
  for (const text of ['0', 'xx', '0x1', '12 34', 'g0']) expect(fromHex(text)).toBeNull();
});

test('SPIs are unsigned, with eight digits', () => {
  expect(spiText(4444)).toBe('0x0000115c');
  expect(spiText(0xffffffff)).toBe('0xffffffff');
});
