/** The text that is printed for a secret. */
const REDACTED = '<redacted>';

/**
 * The octets of a key. They behave like any `Uint8Array`, and so do their parts (`subarray`, `slice`, `map`), but every
 * formatter prints `<redacted>`: templates, `String`, `JSON.stringify`, the console and `util.inspect`. Only an
 * explicit call (`toHex`, `toBase64`) shows them. A structured clone, as for a thread, is a plain `Uint8Array`.
 */
export class SecretBytes extends Uint8Array<ArrayBufferLike> {
  override toString(): string {
    return REDACTED;
  }

  override toLocaleString(): string {
    return REDACTED;
  }

  override join(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  /** For Node's `util.inspect`. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED;
  }
}

/** The same octets, in the same memory, as a secret. */
export function secret(octets: Uint8Array): SecretBytes {
  return octets instanceof SecretBytes
    ? octets
    : new SecretBytes(octets.buffer, octets.byteOffset, octets.length);
}

/** The octets as a secret; null for null. */
export function secretOrNull(octets: Uint8Array | null): SecretBytes | null {
  return octets === null ? null : secret(octets);
}
