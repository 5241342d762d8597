import { createHmac } from 'node:crypto';
import { BoundedMap } from '../../../bytes/tables/bounded-map.ts';
import { addressOctets } from './address-octets.ts';

/**
 * Keyed replacements that keep the form: the same secret gives the same replacement for the same original, in every file.
 * Two originals of one form with a common beginning have replacements with a common beginning, so prefixes of numbers
 * and of networks stay prefixes.
 */
export class Mapping {
  readonly #secret: Uint8Array;
  readonly #words = new BoundedMap<string, string>(KEPT_WORDS);
  readonly #orders = new BoundedMap<string, Uint8Array>(KEPT_ORDERS);

  /** @param secret any octets. */
  constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  /**
   * A run of letters and digits: each digit becomes another digit, each letter another letter in the same case. A run of
   * hex digits stays one. Of UTF-8 octets (U+0080 to U+00BF) the low four bits change, so UTF-8 stays UTF-8.
   */
  word(text: string): string {
    const known = this.#words.get(text);
    if (known !== undefined) return known;
    const lower = text.toLowerCase();
    const letters = /[g-z]/.test(lower) ? 26 : 6;
    let mapped = '';
    for (let i = 0; i < text.length; i++)
      mapped += this.#character(lower.slice(0, i), text.charCodeAt(i), letters);
    this.#words.set(text, mapped);
    return mapped;
  }

  /** Octets that are no text, such as a challenge or a key; changed in place. Equal beginnings stay equal. */
  octets(bytes: Uint8Array, start = 0, end = bytes.length): void {
    // A Buffer would share its memory with its slice.
    const originals = Uint8Array.from(bytes.subarray(start, end));
    for (let i = 0; i < originals.length; i++) {
      const before = originals.subarray(Math.max(0, i - OCTETS_BEFORE), i);
      bytes[start + i] = (originals[i] as number) ^ (this.#digest('octets', before)[0] as number);
    }
  }

  /** Octets that need not be the same wherever they stand, such as an encrypted payload: all depend on `name`. */
  blot(bytes: Uint8Array, start: number, end: number, name: string): void {
    for (let at = start, block = 0; at < end; block++) {
      const noise = this.#digest('blot', Buffer.from(`${name}/${block}`));
      for (let i = 0; i < noise.length && at < end; i++) bytes[at++] = noise[i] as number;
    }
  }

  /** An IP address in place: see `addressOctets`. */
  address(bytes: Uint8Array, offset: number, length: 4 | 16): void {
    addressOctets(bytes, offset, length, (prefix, size) => this.#order(prefix, size));
  }

  #character(before: string, code: number, letters: number): string {
    const map = (first: number, size: number, kind: string) =>
      String.fromCharCode(first + (this.#order(`${kind}${before}`, size)[code - first] as number));
    if (code >= 0x30 && code <= 0x39) return map(0x30, 10, 'digit ');
    if (code >= 0x41 && code <= 0x5a) return map(0x41, letters, 'letter ');
    if (code >= 0x61 && code <= 0x7a) return map(0x61, letters, 'letter ');
    return code >= 0x80 && code <= 0xbf ? map(code & 0xf0, 16, 'utf8 ') : String.fromCharCode(code);
  }

  /** A permutation of `size` numbers that leaves none in its place (Sattolo's), drawn from secret and name. */
  #order(name: string, size: number): Uint8Array {
    const key = `${size} ${name}`;
    const known = this.#orders.get(key);
    if (known !== undefined) return known;
    const order = Uint8Array.from({ length: size }, (_, i) => i);
    let noise: Buffer = Buffer.alloc(0);
    for (let i = size - 1; i > 0; i--) {
      const at = 2 * (size - 1 - i);
      if (at % 32 === 0) noise = this.#digest('order', Buffer.from(`${key}/${at}`, 'latin1'));
      const other = noise.readUInt16BE(at % 32) % i;
      const kept = order[i] as number;
      order[i] = order[other] as number;
      order[other] = kept;
    }
    this.#orders.set(key, order);
    return order;
  }

  #digest(purpose: string, data: Uint8Array): Buffer {
    return createHmac('sha256', this.#secret).update(`ims-esp ${purpose}\n`).update(data).digest();
  }
}

/** An octet depends on so many before it. */
const OCTETS_BEFORE = 32;
/** Texts of words kept: they come again and again. That is enough for some hundred subscribers. */
const KEPT_WORDS = 20_000;
/** Keys whose permutations are kept: the beginnings of these words. */
const KEPT_ORDERS = 20_000;
