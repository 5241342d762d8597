/**
 * Octets of a base64 text (RFC 4648 §4; the URL alphabet of §5 too), with or without padding; null if it has other
 * characters or an impossible length.
 */
export function fromBase64(text: string): Uint8Array | null {
  const digits = text.replace(/={1,2}$/, '');
  if (digits.length % 4 === 1 || !/^[A-Za-z0-9+/_-]*$/.test(digits)) return null;
  return new Uint8Array(Buffer.from(digits, 'base64'));
}

/** Base64 of RFC 4648 §4 with padding. */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}
