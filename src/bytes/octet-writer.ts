const ENCODER = new TextEncoder();
const ZERO = 0x30;

/** What is written for each octet: itself or another text. Some octets are refused. */
export class OctetEscapes {
  readonly kinds = new Uint8Array(256);
  readonly texts: readonly (Uint8Array | null)[];

  /** @param textFor the text for an octet, of six characters at most, all of ASCII; null to refuse it. */
  constructor(textFor: (octet: number) => string | null) {
    const texts = Array.from(this.kinds, (_, octet) => textFor(octet));
    this.texts = texts.map(text => (text === null ? null : ENCODER.encode(text)));
    for (const [octet, text] of texts.entries())
      this.kinds[octet] = text === null ? REFUSED : text === String.fromCharCode(octet) ? PLAIN : ESCAPED;
  }
}

const PLAIN = 0;
const ESCAPED = 1;
const REFUSED = 2;
/** Most octets written for one: `\u0000` is the longest escape of JSON. */
const LONGEST_ESCAPE = 6;

/** Text as octets, collected without a string for each piece. It grows as needed. */
export class OctetWriter {
  #octets: Uint8Array;
  /** Octets written. */
  length = 0;

  constructor(capacity = 4096) {
    this.#octets = new Uint8Array(capacity);
  }

  /** What was written, as a view that the next call may change. */
  get written(): Uint8Array {
    return this.#octets.subarray(0, this.length);
  }

  /** Gives out what was written, as a copy, and begins anew. */
  take(): Uint8Array {
    const copy = this.#octets.slice(0, this.length);
    this.length = 0;
    return copy;
  }

  octet(octet: number): void {
    this.#reserve(1);
    this.#octets[this.length++] = octet;
  }

  /** A whole number from 0 to 2⁵³ in decimal. */
  number(value: number): void {
    this.#reserve(16);
    if (value >= 1_000_000_000) {
      this.number(Math.floor(value / 1_000_000_000));
      this.digits(value % 1_000_000_000, 9);
      return;
    }
    let digits = 1;
    for (let power = 10; power <= value; power *= 10) digits++;
    this.digits(value, digits);
  }

  /** The last `digits` digits of a number below 10⁹, with zeros before it. */
  digits(value: number, digits: number): void {
    this.#reserve(digits);
    let rest = value;
    for (let at = this.length + digits - 1; at >= this.length; at--) {
      const tenth = (rest / 10) | 0;
      this.#octets[at] = ZERO + rest - 10 * tenth;
      rest = tenth;
    }
    this.length += digits;
  }

  /** Octets of another array, as they are. */
  copy(from: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    const octets = this.#octets;
    let at = this.length;
    for (let i = start; i < end; i++) octets[at++] = from[i] as number;
    this.length = at;
  }

  /** Octets, each as `escapes` has it; false, with nothing written, if it refuses one of them. */
  escaped(from: Uint8Array, start: number, end: number, { kinds, texts }: OctetEscapes): boolean {
    this.#reserve(LONGEST_ESCAPE * (end - start));
    const octets = this.#octets;
    let at = this.length;
    for (let i = start; i < end; i++) {
      const octet = from[i] as number;
      const kind = kinds[octet] as number;
      if (kind === PLAIN) octets[at++] = octet;
      else if (kind === REFUSED) return false;
      else {
        const text = texts[octet] as Uint8Array;
        for (let j = 0; j < text.length; j++) octets[at++] = text[j] as number;
      }
    }
    this.length = at;
    return true;
  }

  /** All octets of another array. */
  all(from: Uint8Array): void {
    this.copy(from, 0, from.length);
  }

  /** Any text, as UTF-8. */
  text(text: string): void {
    this.#reserve(3 * text.length);
    this.length += ENCODER.encodeInto(text, this.#octets.subarray(this.length)).written;
  }

  #reserve(more: number): void {
    if (this.length + more <= this.#octets.length) return;
    const grown = new Uint8Array(2 * (this.length + more));
    grown.set(this.written);
    this.#octets = grown;
  }
}
