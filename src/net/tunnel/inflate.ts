/**
 * What deflated data hold (RFC 1951), with or without the header of zlib (RFC 1950), or
 * after the plain header of gzip (RFC 1952); null if they are damaged, or hold
 * more than `limit` octets. A checksum after the data is not looked at. Portable: no `node:zlib` in the browser.
 */
export function inflate(packed: Uint8Array, limit: number): Uint8Array | null {
  const input = new BitReader(packed, headerLength(packed));
  const output = new Output(limit);
  for (let isLast = false; !isLast; ) {
    isLast = input.bits(1) === 1;
    const type = input.bits(2);
    if (!(type === 0 ? stored(input, output) : type < 3 && compressed(input, output, type))) return null;
    if (input.overrun) return null;
  }
  return output.bytes.subarray(0, output.length);
}

/**
 * RFC 1950 §2.2: method 8, no dictionary, and a check that makes both octets a multiple of 31. RFC 1952 §2.3: without a
 * name or another optional field.
 */
function headerLength(packed: Uint8Array): number {
  const [first = 0, second = 0, , flags = 0] = packed;
  if (first === 0x1f && second === 0x8b && flags === 0) return 10;
  const isZlib = (first & 15) === 8 && (second & 0x20) === 0 && (first * 256 + second) % 31 === 0;
  return isZlib ? 2 : 0;
}

class BitReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #held = 0;
  #count = 0;
  /** True once more was asked for than there is. */
  overrun = false;

  constructor(bytes: Uint8Array, start: number) {
    this.#bytes = bytes;
    this.#at = start;
  }

  /** The next bits, least significant first; at most 16. */
  bits(count: number): number {
    while (this.#count < count) {
      if (this.#at >= this.#bytes.length) this.overrun = true;
      this.#held |= (this.#bytes[this.#at++] ?? 0) << this.#count;
      this.#count += 8;
    }
    const value = this.#held & ((1 << count) - 1);
    this.#held >>>= count;
    this.#count -= count;
    return value;
  }

  /** The octets from the next whole one on; null if there are fewer. */
  octets(count: number): Uint8Array | null {
    const start = this.#at;
    if (start + count > this.#bytes.length) return null;
    this.#at += count;
    return this.#bytes.subarray(start, start + count);
  }

  /** Leaves the rest of an octet out. */
  align(): void {
    this.#held = 0;
    this.#count = 0;
  }
}

class Output {
  bytes = new Uint8Array(4096);
  length = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Makes room; false beyond the limit. */
  grow(more: number): boolean {
    const needed = this.length + more;
    if (needed > this.#limit) return false;
    if (needed <= this.bytes.length) return true;
    const larger = new Uint8Array(Math.min(this.#limit, 2 * needed));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
    return true;
  }

  put(octet: number): boolean {
    if (!this.grow(1)) return false;
    this.bytes[this.length++] = octet;
    return true;
  }

  /** Repeats what came `distance` octets ago; source and copy may overlap. */
  repeat(distance: number, count: number): boolean {
    if (distance > this.length || !this.grow(count)) return false;
    for (let i = 0; i < count; i++, this.length++)
      this.bytes[this.length] = this.bytes[this.length - distance] as number;
    return true;
  }
}

/** RFC 1951 §3.2.4. */
function stored(input: BitReader, output: Output): boolean {
  input.align();
  const header = input.octets(4);
  if (header === null) return false;
  const [a = 0, b = 0, c = 0, d = 0] = header;
  const length = a + 256 * b;
  const octets = length === 0xffff - (c + 256 * d) ? input.octets(length) : null;
  if (octets === null || !output.grow(length)) return false;
  output.bytes.set(octets, output.length);
  output.length += length;
  return true;
}

/** RFC 1951 §3.2.5. */
function compressed(input: BitReader, output: Output, type: number): boolean {
  const codes = type === 1 ? fixedCodes() : dynamicCodes(input);
  if (codes === null) return false;
  for (;;) {
    const symbol = codes.literals.next(input);
    if (symbol < 0 || input.overrun) return false;
    if (symbol === END) return true;
    const isDone = symbol < END ? output.put(symbol) : copy(symbol - END - 1, codes.distances, input, output);
    if (!isDone) return false;
  }
}

function copy(index: number, distances: HuffmanCode, input: BitReader, output: Output): boolean {
  const [base, extra] = LENGTHS[index] ?? NONE;
  const length = base + input.bits(extra);
  const [farBase, farExtra] = DISTANCES[distances.next(input)] ?? NONE;
  return base > 0 && farBase > 0 && output.repeat(farBase + input.bits(farExtra), length);
}

/** A canonical Huffman code, from the length of the code of each symbol (RFC 1951 §3.2.2). */
class HuffmanCode {
  readonly #counts = new Uint16Array(16);
  readonly #symbols: number[] = [];

  constructor(lengths: readonly number[]) {
    for (const length of lengths) if (length > 0) (this.#counts[length] as number) += 1;
    for (let length = 1; length < 16; length++)
      for (const [symbol, own] of lengths.entries()) if (own === length) this.#symbols.push(symbol);
  }

  /** The next symbol; -1 if there is none of this code. */
  next(input: BitReader): number {
    let code = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length < 16; length++) {
      code |= input.bits(1);
      const count = this.#counts[length] as number;
      if (code - first < count) return this.#symbols[index + code - first] ?? -1;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    return -1;
  }
}

interface Codes {
  readonly literals: HuffmanCode;
  readonly distances: HuffmanCode;
}

/** RFC 1951 §3.2.7. */
function dynamicCodes(input: BitReader): Codes | null {
  const literals = input.bits(5) + 257;
  const distances = input.bits(5) + 1;
  const count = input.bits(4) + 4;
  const own = new Array<number>(19).fill(0);
  for (const symbol of ORDER.slice(0, count)) own[symbol] = input.bits(3);
  const code = new HuffmanCode(own);
  const lengths: number[] = [];
  while (lengths.length < literals + distances) {
    const symbol = code.next(input);
    if (symbol < 0 || input.overrun) return null;
    if (symbol < 16) lengths.push(symbol);
    else {
      const value = symbol === 16 ? (lengths.at(-1) ?? 0) : 0;
      const times =
        symbol === 16 ? 3 + input.bits(2) : symbol === 17 ? 3 + input.bits(3) : 11 + input.bits(7);
      for (let i = 0; i < times; i++) lengths.push(value);
    }
  }
  return {
    literals: new HuffmanCode(lengths.slice(0, literals)),
    distances: new HuffmanCode(lengths.slice(literals, literals + distances)),
  };
}

/** The symbol that ends a block. */
const END = 256;
/** In this order the lengths of the code for lengths come. */
const ORDER: readonly number[] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

type Range = readonly [base: number, extraBits: number];
const NONE: Range = [0, 0];

/** Ranges one after the other, from the first value on, as many bits wide as given. */
function ranges(first: number, bits: readonly number[]): Range[] {
  let base = first;
  return bits.map(extra => {
    const range: Range = [base, extra];
    base += 1 << extra;
    return range;
  });
}

/** So many values in a row for each number of bits. */
function widths(steps: number, zeros: number, each: number): number[] {
  const wide = Array.from({ length: steps }, (_, i) => new Array<number>(each).fill(i + 1));
  return [...new Array<number>(zeros).fill(0), ...wide.flat()];
}

/** Symbols from 257 on; the last of them, 258 octets, is out of the row. */
const LENGTHS: readonly Range[] = [...ranges(3, widths(5, 8, 4)).slice(0, 28), [258, 0]];
const DISTANCES: readonly Range[] = ranges(1, widths(13, 4, 2));

/** RFC 1951 §3.2.6. Made when they are needed: few captures hold anything that is compressed. */
function fixedCodes(): Codes {
  fixed ??= {
    literals: new HuffmanCode(
      Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)),
    ),
    distances: new HuffmanCode(new Array<number>(30).fill(5)),
  };
  return fixed;
}

let fixed: Codes | null = null;
