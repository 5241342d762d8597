import { readU8, readU16 } from '../../bytes/read.ts';

/** The optional part of a NAS message. */
export interface OptionalElements {
  /** The value of the first element of each identifier; of half an octet, the octet of its value. */
  readonly values: ReadonlyMap<number, Uint8Array>;
  /** True if the elements end exactly with the message: bytes at random seldom do. */
  readonly whole: boolean;
}

/**
 * Reads the optional elements from `at` to the end (TS 24.007 §11.2.4): identifiers from 80H on take one octet with
 * their value, 70H–7FH have a length of two octets, others of one.
 *
 * @param fixed octets of the value by identifier, for elements of the message without a length.
 */
export function optionalElements(
  bytes: Uint8Array,
  at: number,
  fixed: ReadonlyMap<number, number> = NONE,
): OptionalElements {
  const values = new Map<number, Uint8Array>();
  const end = bytes.length;
  let next = at;
  while (next < end) {
    const identifier = readU8(bytes, next);
    let start = next + 1;
    let length = fixed.get(identifier);
    let key = identifier;
    if (identifier >= 0x80) {
      key = identifier & 0xf0;
      start = next;
      length = 1;
    } else if (length === undefined) {
      const isLong = identifier >= 0x70;
      start = next + (isLong ? 3 : 2);
      if (start > end) return { values, whole: false };
      length = isLong ? readU16(bytes, next + 1) : readU8(bytes, next + 1);
    }
    if (start + length > end) return { values, whole: false };
    if (!values.has(key)) values.set(key, bytes.subarray(start, start + length));
    next = start + length;
  }
  return { values, whole: next === end };
}

/** The value with a length of one octet at `at`; null if it is not all there. */
export function lengthValue(bytes: Uint8Array, at: number): Uint8Array | null {
  if (at >= bytes.length) return null;
  const end = at + 1 + readU8(bytes, at);
  return end > bytes.length ? null : bytes.subarray(at + 1, end);
}

/** The value with a length of two octets at `at`; null if it is not all there. */
export function longLengthValue(bytes: Uint8Array, at: number): Uint8Array | null {
  if (at + 2 > bytes.length) return null;
  const end = at + 2 + readU16(bytes, at);
  return end > bytes.length ? null : bytes.subarray(at + 2, end);
}

const NONE: ReadonlyMap<number, number> = new Map();
