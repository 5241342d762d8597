/** Bytes `start` to `end` mapped one to one to U+0000–U+00FF. */
export function latin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return asBuffer(bytes).toString('latin1', start, end);
}

/** The same bytes, in the same memory, as a Buffer: for callers who make many texts of them. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A copy of such a text with its own memory: a substring would keep the whole longer text alive. */
export function ownText(text: string): string {
  if (text.length < SHORTEST_SLICE) return text;
  const copy = text.length <= scratch.length ? scratch : Buffer.alloc(text.length);
  return copy.toString('latin1', 0, copy.write(text, 'latin1'));
}

/** V8 makes a copy of each shorter part of a text. */
const SHORTEST_SLICE = 13;

const scratch = Buffer.alloc(2048);

/** The bytes of a text with characters below U+0100; others lose all but their low 8 bits. */
export function fromLatin1(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** Does the ASCII text `needle` occur anywhere in `bytes`? */
export function includesText(bytes: Uint8Array, needle: string): boolean {
  return asBuffer(bytes).includes(needle, 0, 'latin1');
}
