/** Bytes `start` to `end` mapped one to one to U+0000–U+00FF. */
export function latin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', start, end);
}

/** A copy of such a text with its own memory: a substring would keep the whole longer text alive. */
export function ownText(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

/** The bytes of a text with characters below U+0100; others lose all but their low 8 bits. */
export function fromLatin1(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

/** Does the ASCII text `needle` occur anywhere in `bytes`? */
export function includesText(bytes: Uint8Array, needle: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(needle, 0, 'latin1');
}
