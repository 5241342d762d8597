import { isAscii } from 'node:buffer';
import { fromBase64, toBase64 } from '../../bytes/base64.ts';

/** Octets of a key that tell it from everything else; a text with so many of them in sequence shows the key. */
const WINDOW = 6;
/** Octets of CK and of IK. */
const KEY = 16;
/** A key is found by its octets 0–5, 8–13, 16–21, …, so half of one is found too. */
const STEP = 8;
/** Windows of keys from captures kept: of some 16,000 pairs of CK and IK, in some 20 MB. The oldest are dropped first. */
const WINDOWS_KEPT = 262_144;
/** What stands for a key. */
export const HIDDEN = '(hidden)';

/** Where a key is in a text: from `start` to before `end`. */
type Span = readonly [start: number, end: number];

/**
 * The keys that must not be printed, and the search for them in texts: as hex in any case, as base64 in both alphabets,
 * and as octets, one character each. A run of hex digits or base64 that holds half of a key is hidden as a whole.
 */
export class KeyIndex {
  /** Octet of its key at which each window begins. */
  readonly #windows = new Map<number, number>();
  /** Those that may be dropped, as a ring once it is full, and the place of the next. */
  readonly #droppable: number[] = [];
  #next = 0;
  /** The first 4 octets of each key, for texts that were shortened. */
  readonly #beginnings = new Set<number>();
  /** One bit for each hash: is there a window with it? Nearly every search ends here. */
  readonly #filter = new Uint8Array(HASHES / 8);
  readonly #capacity: number;
  /** Is there a key of ASCII characters, and one without control characters, as it may stand in any text? */
  #hasAscii = false;
  #hasText = false;

  constructor(capacity = WINDOWS_KEPT) {
    this.#capacity = capacity;
  }

  /**
   * Hides a key from now on; fewer than 8 octets are no key.
   *
   * @param isGiven a key from the user is never dropped.
   */
  learn(key: Uint8Array, isGiven = false): void {
    if (key.length < STEP || this.#isKnown(key)) return;
    this.#learn(key, isGiven);
    // A part of a key may be text by chance, and is shown as digits at most.
    if (key.length >= KEY && isAscii(key)) {
      this.#hasAscii = true;
      this.#hasText ||= !hasControls(key);
    }
    // Names of algorithms are kept in lower case, and anything may stand in their place.
    this.#learn(fromBase64(toBase64(key).toLowerCase()) as Uint8Array, isGiven);
  }

  /** The text with each key as `(hidden)`; the same text if it has none. */
  hide(text: string): string {
    // Characters above U+00FF lose their high bits: more may be hidden, no less.
    if (this.#windows.size === 0 || text.length < WINDOW) return text;
    const spans = this.#spans(Buffer.from(text, 'latin1'));
    if (text.includes('…')) this.#shortened(text, spans);
    return spans.length === 0 ? text : without(spans, text);
  }

  /**
   * Do these bytes hold a whole key, or a run of digits as long as one after its name? It is asked of every message, so
   * of a run that is long enough only one of so many characters is looked at.
   */
  mayBeIn(bytes: Uint8Array): boolean {
    const { length } = bytes;
    let from = 0;
    for (let i = RUN_OF_KEY - 1; i < length; i += RUN_OF_KEY) {
      if (digit(BASE64, bytes, i) < 0) continue;
      let start = i;
      while (start > from && digit(BASE64, bytes, start - 1) >= 0) start--;
      let end = i + 1;
      while (end < length && digit(BASE64, bytes, end) >= 0) end++;
      if (end - start >= RUN_OF_KEY && this.mayBeInRun(bytes, start, end)) return true;
      from = end;
      i = end;
    }
    return this.mayBeInOctets(bytes, 0, length, isAscii(bytes));
  }

  /** The same for one run of base64 digits, LONG_RUN or more. */
  mayBeInRun(bytes: Uint8Array, start: number, end: number): boolean {
    return (this.#windows.size > 0 && this.#isWholeInRun(bytes, start, end)) || isAfterName(bytes, start);
  }

  /** Does a text that is ASCII or not hold a key as octets? */
  mayBeInOctets(bytes: Uint8Array, start: number, end: number, ascii: boolean): boolean {
    if (this.#windows.size === 0 || (ascii && !this.#hasText && !this.#hasAscii)) return false;
    const part = bytes.subarray(start, end);
    return this.#mayHoldOctets(part) && this.#isInOctets(part);
  }

  /** In base64 it may follow other digits without anything in between, so it begins at any of four places. */
  #isWholeInRun(bytes: Uint8Array, start: number, end: number): boolean {
    for (let alignment = 0; alignment < 4; alignment++)
      if (this.#isBase64OfKey(bytes, start + alignment, end)) return true;
    const spans: Span[] = [];
    this.#hex(bytes, start, end, spans);
    return spans.length > 0;
  }

  #isInOctets(bytes: Uint8Array): boolean {
    const spans: Span[] = [];
    this.#octets(bytes, spans);
    return spans.length > 0;
  }

  /** Is every window of it there? The same keys are learned again and again. */
  #isKnown(key: Uint8Array): boolean {
    for (let start = 0; start + WINDOW <= key.length; start += STEP)
      if (!this.#has(threeAt(key, start), threeAt(key, start + 3))) return false;
    return true;
  }

  #learn(key: Uint8Array, isGiven: boolean): void {
    for (let start = 0; start + WINDOW <= key.length; start += STEP) {
      const octets = key.subarray(start, start + WINDOW);
      // Zeros, as in a padded or a null key, are in much that is no key.
      if (isOneOctet(octets)) continue;
      const [high, low] = [threeAt(octets, 0), threeAt(octets, 3)];
      this.#add(high * 0x1000000 + low, start, isGiven);
      if (start === 0) this.#beginnings.add(high * 0x100 + at(octets, 3));
    }
  }

  #add(window: number, start: number, isGiven: boolean): void {
    if (this.#windows.has(window)) return;
    this.#windows.set(window, start);
    const hash = hashOf(Math.floor(window / 0x1000000), window % 0x1000000);
    this.#filter[hash >>> 3] = at(this.#filter, hash >>> 3) | (1 << (hash & 7));
    if (isGiven) return;
    const oldest = this.#droppable[this.#next];
    this.#droppable[this.#next] = window;
    this.#next = (this.#next + 1) % this.#capacity;
    if (oldest === undefined) return;
    this.#windows.delete(oldest);
    this.#beginnings.delete(Math.floor(oldest / 0x10000));
  }

  #has(high: number, low: number): boolean {
    const hash = hashOf(high, low);
    if ((at(this.#filter, hash >>> 3) & (1 << (hash & 7))) === 0) return false;
    return this.#windows.has(high * 0x1000000 + low);
  }

  #spans(bytes: Uint8Array): Span[] {
    const spans: Span[] = [];
    this.#inRuns(bytes, spans);
    if (this.#mayHoldOctets(bytes)) this.#octets(bytes, spans);
    return spans;
  }

  /** Of thousands of keys one may be ASCII; in texts it shows only if it has no control characters, or they have some. */
  #mayHoldOctets(bytes: Uint8Array): boolean {
    return this.#hasText || !isAscii(bytes) || (this.#hasAscii && hasControls(bytes));
  }

  /**
   * In runs of base64 digits, which hex digits are too. Of a run that is long enough one of so many characters is seen,
   * so the others are not looked at.
   */
  #inRuns(bytes: Uint8Array, spans: Span[]): void {
    const { length } = bytes;
    let from = 0;
    for (let i = RUN_OF_HALF - 1; i < length; i += RUN_OF_HALF) {
      if (digit(BASE64, bytes, i) < 0) continue;
      let start = i;
      while (start > from && digit(BASE64, bytes, start - 1) >= 0) start--;
      let end = i + 1;
      while (end < length && digit(BASE64, bytes, end) >= 0) end++;
      if (end - start >= RUN_OF_HALF) this.#inRun(bytes, start, end, spans);
      from = end;
      i = end;
    }
  }

  #inRun(bytes: Uint8Array, start: number, end: number, spans: Span[]): void {
    this.#hex(bytes, start, end, spans);
    // Base64 may follow the hex of another key without anything in between.
    if (end - start < SHORTEST_BASE64) return;
    for (let alignment = 0; alignment < 4; alignment++) {
      if (!this.#isBase64OfKey(bytes, start + alignment, end)) continue;
      let padded = end;
      while (padded < end + 2 && bytes[padded] === EQUALS) padded++;
      spans.push([start, padded]);
      return;
    }
  }

  /** Each run of hex digits within `start` and `end` that holds a key. */
  #hex(bytes: Uint8Array, start: number, end: number, spans: Span[]): void {
    let high = 0;
    let low = 0;
    let length = 0;
    let isKey = false;
    for (let i = start; i <= end; i++) {
      const value = i < end ? digit(HEX, bytes, i) : -1;
      if (value < 0) {
        if (isKey) spans.push([i - length, i]);
        isKey = false;
        length = 0;
        if (end - i <= 2 * WINDOW) return;
        continue;
      }
      high = ((high << 4) | (low >>> 20)) & 0xffffff;
      low = ((low << 4) | value) & 0xffffff;
      length++;
      isKey ||= length >= 2 * WINDOW && this.#has(high, low);
    }
  }

  /** Does the base64 between `start` and `end` hold a key, at whatever octet? */
  #isBase64OfKey(bytes: Uint8Array, start: number, end: number): boolean {
    let first = 0;
    let second = 0;
    for (let i = start; i + 4 <= end; i += 4) {
      const third =
        (digit(BASE64, bytes, i) << 18) |
        (digit(BASE64, bytes, i + 1) << 12) |
        (digit(BASE64, bytes, i + 2) << 6) |
        digit(BASE64, bytes, i + 3);
      if (i >= start + 4 && this.#has(second, third)) return true;
      if (
        i >= start + 8 &&
        (this.#has(
          ((first << 8) | (second >>> 16)) & 0xffffff,
          ((second << 8) | (third >>> 16)) & 0xffffff,
        ) ||
          this.#has(((first << 16) | (second >>> 8)) & 0xffffff, ((second << 16) | (third >>> 8)) & 0xffffff))
      )
        return true;
      first = second;
      second = third;
    }
    return false;
  }

  /** Keys as octets. */
  #octets(bytes: Uint8Array, spans: Span[]): void {
    let high = 0;
    let low = 0;
    for (let i = 0; i < bytes.length; i++) {
      high = ((high << 8) | (low >>> 16)) & 0xffffff;
      low = ((low << 8) | at(bytes, i)) & 0xffffff;
      if (i < WINDOW - 1 || !this.#has(high, low)) continue;
      const offset = this.#windows.get(high * 0x1000000 + low) ?? 0;
      const start = i + 1 - WINDOW;
      spans.push([Math.max(0, start - offset), Math.min(bytes.length, start - offset + 2 * STEP)]);
    }
  }

  /** The beginning of a key in a text that was shortened to it: `45f2e00f…`. */
  #shortened(text: string, spans: Span[]): void {
    for (const { 0: whole, 1: word = '', index } of text.matchAll(SHORTENED)) {
      const octets = Buffer.from(word, 'hex');
      const isHex = octets.length >= 4 && this.#beginnings.has(octets.readUInt32BE(0));
      const base64 = Buffer.from(word, 'base64');
      const isBase64 = base64.length >= 4 && this.#beginnings.has(base64.readUInt32BE(0));
      if (isHex || isBase64) spans.push([index, index + whole.length]);
    }
  }
}

const HEX = digitsOf(['0123456789abcdef', '0123456789ABCDEF']);
const BASE64_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const BASE64 = digitsOf([`${BASE64_LETTERS}+/`, `${BASE64_LETTERS}-_`]);
/** Hex digits of half a key. */
const RUN_OF_HALF = 2 * STEP;
/** Base64 digits of a key without its padding; of hex it has more. In messages, which are many, less is not looked for. */
const RUN_OF_KEY = 22;
/** Base64 digits of 13 octets: at three of four places of a key half of it and more. */
const SHORTEST_BASE64 = 18;
const EQUALS = 0x3d;
/** The base64 digits that are no letters and no digits. */
const SIGNS = [...'+/-_'].map(sign => sign.charCodeAt(0));
/** The bit that makes a letter lower case. */
const LOWER = 0x20;
/** Hashes of windows: few enough for a cache, many enough for the windows of a capture. */
const HASHES = 0x200000;
/** A word of 6 characters or more that was shortened to them. */
const SHORTENED = /(?<![A-Za-z0-9+/])([A-Za-z0-9+/]{6,})…/g;

function at(octets: Uint8Array, index: number): number {
  return octets[index] as number;
}

/** Are all octets the same? */
function isOneOctet(octets: Uint8Array): boolean {
  for (let i = 1; i < octets.length; i++) if (octets[i] !== octets[0]) return false;
  return true;
}

/** Three octets as a number. */
function threeAt(octets: Uint8Array, index: number): number {
  return at(octets, index) * 0x10000 + at(octets, index + 1) * 0x100 + at(octets, index + 2);
}

function digitsOf(alphabets: readonly string[]): Int8Array {
  const values = new Int8Array(0x100).fill(-1);
  for (const alphabet of alphabets)
    for (let i = 0; i < alphabet.length; i++) values[alphabet.charCodeAt(i)] = i;
  return values;
}

/** Value of the digit there; negative if it is none. */
function digit(values: Int8Array, bytes: Uint8Array, index: number): number {
  return values[bytes[index] as number] as number;
}

/** Does the name of a key stand before these digits, with `=`, a quote or blanks in between? */
function isAfterName(bytes: Uint8Array, start: number): boolean {
  let name = start;
  while (name > 0 && start - name < SEPARATORS && digit(BASE64, bytes, name - 1) < 0) name--;
  return name < start && name >= 2 && isName(bytes, name - 2);
}

/** Octets between the name of a key and its value at most: an equals sign, a quote, and some blanks. */
const SEPARATORS = 8;

/** Is it `ck` or `ik`, in any case, and not the end of a longer word? */
function isName(bytes: Uint8Array, start: number): boolean {
  if ((at(bytes, start + 1) | LOWER) !== 0x6b) return false;
  const first = at(bytes, start) | LOWER;
  if (first !== 0x63 && first !== 0x69) return false;
  return start === 0 || (BASE64[at(bytes, start - 1)] as number) < 0 || SIGNS.includes(at(bytes, start - 1));
}

/** Are there characters below the blank, besides tabs and line ends? */
function hasControls(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) {
    const octet = at(bytes, i);
    if (octet < 0x20 && octet !== 0x09 && octet !== 0x0a && octet !== 0x0d) return true;
  }
  return false;
}

function hashOf(high: number, low: number): number {
  return (high ^ (low << 1)) & (HASHES - 1);
}

function without(spans: readonly Span[], text: string): string {
  let hidden = '';
  let end = 0;
  for (const [from, to] of spans.toSorted((one, other) => one[0] - other[0])) {
    if (from >= end) hidden += `${text.slice(end, from)}${HIDDEN}`;
    end = Math.max(end, to);
  }
  return hidden + text.slice(end);
}
