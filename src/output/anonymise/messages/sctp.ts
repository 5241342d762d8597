import { readU8, readU16 } from '../../../bytes/read.ts';
import type { Mapping } from '../names/mapping.ts';

/**
 * An SCTP packet (RFC 9260) with other addresses in INIT, and with Diameter replaced.
 *
 * @param diameter replaces the Diameter message from one offset to another; false if it is none.
 * @returns false if it carries anything else, or a part of a message.
 */
export function anonymousSctp(
  bytes: Uint8Array,
  start: number,
  end: number,
  mapping: Mapping,
  diameter: (from: number, to: number) => boolean,
): boolean {
  let at = start + 12;
  while (at + 4 <= end) {
    const [type, flags, length] = [readU8(bytes, at), readU8(bytes, at + 1), readU16(bytes, at + 2)];
    if (length < 4 || at + length > end) return false;
    if (type === DATA) {
      if ((flags & WHOLE) !== WHOLE || length < 16 || !diameter(at + 16, at + length)) return false;
    } else if (type === INIT || type === INIT_ACK) parameters(bytes, at + 20, at + length, mapping);
    else if (!HARMLESS.has(type)) return false;
    at += length + ((4 - (length % 4)) % 4);
  }
  return true;
}

/** Addresses are replaced, and so is the cookie; names are cleared. */
function parameters(bytes: Uint8Array, start: number, end: number, mapping: Mapping): void {
  let at = start;
  while (at + 4 <= end) {
    const [type, length] = [readU16(bytes, at), readU16(bytes, at + 2)];
    if (length < 4 || at + length > end) return;
    if (type === 5 && length === 8) mapping.address(bytes, at + 4, 4);
    else if (type === 6 && length === 20) mapping.address(bytes, at + 4, 16);
    else if (type === 7 || type === 11) bytes.fill(0, at + 4, at + length);
    at += length + ((4 - (length % 4)) % 4);
  }
}

/** Writes the CRC32c of an SCTP packet (RFC 9260 §6.8). */
export function correctSctpChecksum(bytes: Uint8Array, start: number, end: number): void {
  if (end - start < 12) return;
  bytes.fill(0, start + 8, start + 12);
  let crc = 0xffffffff;
  for (let i = start; i < end; i++) crc = (TABLE[(crc ^ readU8(bytes, i)) & 255] as number) ^ (crc >>> 8);
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(start + 8, ~crc >>> 0, true);
}

const TABLE = Uint32Array.from({ length: 256 }, (_, i) => {
  let value = i;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value >>> 0;
});

const DATA = 0;
const INIT = 1;
const INIT_ACK = 2;
/** Begin and end of a message. */
const WHOLE = 3;
/** SACK, ABORT, SHUTDOWN and its ACK, COOKIE ACK, SHUTDOWN COMPLETE. */
const HARMLESS: ReadonlySet<number> = new Set([3, 6, 7, 8, 11, 14]);
