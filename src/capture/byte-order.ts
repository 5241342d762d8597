import { readU16, readU16LE, readU32, readU32LE } from '../bytes/read.ts';

/** Unsigned 16 bit in the byte order of the file; 0 beyond the end. */
export function read16(bytes: Uint8Array, offset: number, bigEndian: boolean): number {
  return bigEndian ? readU16(bytes, offset) : readU16LE(bytes, offset);
}

/** Unsigned 32 bit in the byte order of the file; 0 beyond the end. */
export function read32(bytes: Uint8Array, offset: number, bigEndian: boolean): number {
  return bigEndian ? readU32(bytes, offset) : readU32LE(bytes, offset);
}

/**
 * The same bytes as a plain Uint8Array. A Buffer's `slice` gives a view where Uint8Array's copies, so a
 * Buffer that went out as Uint8Array would defeat a caller who copies with `slice`.
 */
export function plainView(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
