/** Writes aligned PER (ITU-T X.691) as S1AP and NGAP have it. */
export class PerWriter {
  readonly #bits: number[] = [];

  /** An unsigned number in that many bits. */
  bits(count: number, value: number): this {
    for (let i = count - 1; i >= 0; i--) this.#bits.push(Math.floor(value / 2 ** i) % 2);
    return this;
  }

  /** Octets from the next octet boundary on. */
  octets(octets: ArrayLike<number>): this {
    while (this.#bits.length % 8 !== 0) this.#bits.push(0);
    for (const octet of Array.from(octets)) this.bits(8, octet);
    return this;
  }

  /** A number with a length of that many bits before it. */
  wide(lengthBits: number, value: number): this {
    const octets: number[] = [];
    for (let rest = value; rest > 0 || octets.length === 0; rest = Math.floor(rest / 256))
      octets.unshift(rest % 256);
    return this.bits(lengthBits, octets.length - 1).octets(octets);
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(Math.ceil(this.#bits.length / 8));
    for (const [i, bit] of this.#bits.entries())
      if (bit === 1) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (128 >> (i & 7));
    return bytes;
  }
}
