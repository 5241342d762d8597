import { expect, test } from 'vitest';
import { fromHex } from '../../../src/bytes/hex.ts';
import { addWords, isChecksumSum, pseudoHeaderSum } from '../../../src/net/packet/checksum.ts';

function bytes(hex: string): Uint8Array {
  return fromHex(hex) as Uint8Array;
}

test('adds 16-bit words; an odd last octet counts as the upper half', () => {
  expect(addWords(0, bytes('00010203'), 0, 4)).toBe(0x0204);
  expect(addWords(0, bytes('000102'), 0, 3)).toBe(0x0201);
  expect(addWords(5, bytes('ff000102ff'), 2, 4)).toBe(5 + 0x0102);
  expect(addWords(7, bytes('ffff'), 1, 1)).toBe(7);
});

test('the example of RFC 1071 with its checksum in place', () => {
  expect(isChecksumSum(addWords(0, bytes('0001f203f4f5f6f7220d'), 0, 10))).toBe(true);
  expect(isChecksumSum(addWords(0, bytes('0001f203f4f5f6f7220e'), 0, 10))).toBe(false);
});

test('the IPv4 header of RFC 3602 case 7', () => {
  const header = bytes('45000054090400004001f988c0a87b03c0a87bc8');
  expect(isChecksumSum(addWords(0, header, 0, 20))).toBe(true);
});

test('65,535 octets of ones are right', () => {
  expect(isChecksumSum(addWords(0, new Uint8Array(65_534).fill(255), 0, 65_534))).toBe(true);
});

test('the pseudo-header has addresses, protocol and length', () => {
  expect(pseudoHeaderSum(bytes('ffffc0a80001c0a80002'), 2, 6, 4, 17, 10)).toBe(
    0xc0a8 + 1 + 0xc0a8 + 2 + 17 + 10,
  );
  const six = new Uint8Array(32);
  six[15] = 1;
  six[31] = 2;
  expect(pseudoHeaderSum(six, 0, 16, 6, 6, 20)).toBe(1 + 2 + 6 + 20);
});
