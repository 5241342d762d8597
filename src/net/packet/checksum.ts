import { addressLength } from '../../bytes/address.ts';
import { readU8 } from '../../bytes/read.ts';

/**
 * Ones' complement sum of the 16-bit words of `bytes` from `start` to `end`, added to `sum` (RFC 1071). An odd
 * last octet counts as if a zero followed. Not folded: good for 64 kB and more.
 */
export function addWords(sum: number, bytes: Uint8Array, start: number, end: number): number {
  let high = 0;
  let low = 0;
  let at = start;
  // Four words at once: checksums of whole captures are many.
  for (const last = end - 8; at <= last; at += 8) {
    high += readU8(bytes, at) + readU8(bytes, at + 2) + readU8(bytes, at + 4) + readU8(bytes, at + 6);
    low += readU8(bytes, at + 1) + readU8(bytes, at + 3) + readU8(bytes, at + 5) + readU8(bytes, at + 7);
  }
  for (; at + 2 <= end; at += 2) {
    high += readU8(bytes, at);
    low += readU8(bytes, at + 1);
  }
  if (at < end) high += readU8(bytes, at);
  return sum + high * 0x100 + low;
}

/** Is a sum over data with its checksum in place right, that is, all ones after folding? */
export function isChecksumSum(sum: number): boolean {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000);
  return folded === 0xffff;
}

/**
 * Sum over the pseudo-header of UDP, TCP and ICMPv6 (RFC 9293 §3.1, RFC 8200 §8.1): addresses of `family`
 * (4 or 6) at the two offsets, protocol and length of the transport packet.
 */
export function pseudoHeaderSum(
  addresses: Uint8Array,
  sourceOffset: number,
  destinationOffset: number,
  family: 4 | 6,
  protocol: number,
  length: number,
): number {
  const size = addressLength(family);
  const sum = addWords(protocol + length, addresses, sourceOffset, sourceOffset + size);
  return addWords(sum, addresses, destinationOffset, destinationOffset + size);
}
