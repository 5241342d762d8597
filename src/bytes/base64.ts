/** Bytes of a base64 text (RFC 4648 §4, padding optional, no blanks); null if it is not base64. */
export function fromBase64(text: string): Uint8Array | null {
  const body = text.replace(/={0,2}$/, '');
  if (!/^[A-Za-z0-9+/]*$/.test(body) || body.length % 4 === 1) return null;
  return Uint8Array.from(Buffer.from(body, 'base64'));
}

/** Base64 with padding (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
