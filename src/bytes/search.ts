/** Does the ASCII text `needle` occur anywhere in `bytes`? */
export function includesText(bytes: Uint8Array, needle: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(needle, 0, 'latin1');
}
