import { readU8, readU16 } from '../../bytes/read.ts';

/** Bytes of one value in fragments of 16,384 (ITU-T X.691 §11.9.3.8): a radio capability, the longest, has some 40,000. */
const MOST_FRAGMENTED = 256 * 1024;

/**
 * Reads aligned PER (ITU-T X.691) from the first octet to the last. Beyond the end it reads zeros and is `failed` from
 * then on, so that a reader of a message asks only once, at its end.
 */
export class PerReader {
  readonly #bytes: Uint8Array;
  /** In bits. */
  #at = 0;
  #failed = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Has it read beyond the end, or met what it cannot read? */
  get failed(): boolean {
    return this.#failed;
  }

  /** An unsigned number of up to 16 bits. */
  bits(count: number): number {
    if (this.#at + count > this.#bytes.length * 8) {
      this.fail();
      return 0;
    }
    let value = 0;
    for (let i = 0; i < count; i++, this.#at++) {
      const octet = readU8(this.#bytes, this.#at >> 3);
      value = (value << 1) | ((octet >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }

  flag(): boolean {
    return this.bits(1) === 1;
  }

  /** Octets from the next octet boundary on, a view. */
  octets(count: number): Uint8Array {
    const start = this.#aligned();
    if (start + count > this.#bytes.length) {
      this.fail();
      return EMPTY;
    }
    this.#at = 8 * (start + count);
    return this.#bytes.subarray(start, start + count);
  }

  octet(): number {
    const [octet = 0] = this.octets(1);
    return octet;
  }

  /** A whole number with a range of 257 to 65,536 values from 0 on (X.691 §11.5.7.3). */
  twoOctets(): number {
    const octets = this.octets(2);
    return octets.length === 2 ? readU16(octets, 0) : 0;
  }

  /**
   * A whole number from 0 on with a wider range (X.691 §11.5.7.4).
   *
   * @param lengthBits bits of its length: 2 for up to 4 octets, 3 for up to 8.
   */
  wideNumber(lengthBits: number): number {
    const length = this.bits(lengthBits) + 1;
    return this.octets(length).reduce((value, octet) => value * 256 + octet, 0);
  }

  /** An octet string without a limit, or the octets of an open type (X.691 §11.2, §17): a view, or a copy of fragments. */
  octetString(): Uint8Array {
    const first = this.octet();
    if (first < 0x80) return this.octets(first);
    if (first < 0xc0) return this.octets(((first & 0x3f) << 8) | this.octet());
    return this.#fragments(first);
  }

  /** The number of extension additions and the additions themselves, each an open type (X.691 §19.7–§19.9). */
  skipAdditions(): void {
    // A normally small number: more than 64 additions have no use.
    if (this.flag()) {
      this.fail();
      return;
    }
    const count = this.bits(6) + 1;
    let present = 0;
    for (let i = 0; i < count; i++) present += this.bits(1);
    for (let i = 0; i < present; i++) this.octetString();
  }

  fail(): void {
    this.#failed = true;
    this.#at = this.#bytes.length * 8;
  }

  #aligned(): number {
    return (this.#at + 7) >> 3;
  }

  #fragments(first: number): Uint8Array {
    const pieces: Uint8Array[] = [];
    let total = 0;
    let length = first;
    while (length >= 0xc0 && !this.#failed) {
      const piece = this.octets((length & 0x3f) * 16_384);
      pieces.push(piece);
      total += piece.length;
      if (total > MOST_FRAGMENTED || piece.length === 0) this.fail();
      length = this.octet();
    }
    pieces.push(this.octets(length < 0x80 ? length : ((length & 0x3f) << 8) | this.octet()));
    if (this.#failed) return EMPTY;
    const whole = new Uint8Array(total + (pieces.at(-1) as Uint8Array).length);
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }
}

const EMPTY = new Uint8Array(0);
