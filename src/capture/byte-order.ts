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
 * The same bytes as a plain Uint8Array. `slice` of a Buffer gives a view, that of a Uint8Array a copy: a caller who
 * copies with `slice` must not get a Buffer.
 */
export function plainView(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
