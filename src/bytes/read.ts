/*
 * Integer reads without bounds checks: the caller has checked the length. A read beyond the end gives 0, so a mistake
 * in a length check cannot become a crash.
 */

/** Unsigned 8 bit at `offset`. */
export function readU8(bytes: Uint8Array, offset: number): number {
  return bytes[offset] as number;
}

/** Unsigned 16 bit, network byte order. */
export function readU16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] as number) << 8) | (bytes[offset + 1] as number);
}

/** Unsigned 32 bit, network byte order. */
export function readU32(bytes: Uint8Array, offset: number): number {
  return (
    (((bytes[offset] as number) << 24) |
      ((bytes[offset + 1] as number) << 16) |
      ((bytes[offset + 2] as number) << 8) |
      (bytes[offset + 3] as number)) >>>
    0
  );
}

/** Unsigned 16 bit, little-endian. */
export function readU16LE(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] as number) | ((bytes[offset + 1] as number) << 8);
}

/** Unsigned 32 bit, little-endian. */
export function readU32LE(bytes: Uint8Array, offset: number): number {
  return (
    ((bytes[offset] as number) |
      ((bytes[offset + 1] as number) << 8) |
      ((bytes[offset + 2] as number) << 16) |
      ((bytes[offset + 3] as number) << 24)) >>>
    0
  );
}
