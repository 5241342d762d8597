import { asBuffer } from '../bytes/latin1.ts';
import { readU8 } from '../bytes/read.ts';
import { elementsOf, type HostPort, parseVia, splitNameAddress, type Via, viasIn } from './address.ts';
import { canonicalHeaderName, headerNameAt } from './header-names.ts';
import { parameterIn, splitHeaderList, trimBlanks } from './header-value.ts';
import { uriHostPort } from './uri.ts';

/**
 * A framing problem of a message: no empty line after the headers, a Content-Length that is not a number or disagrees
 * with another, or one that is longer than the body.
 */
export type SipProblem = 'header-section-cut' | 'content-length-bad' | 'content-length-too-long';

/** From or To: URI without angle brackets, and tag or null. */
export interface Party {
  readonly uri: string;
  readonly tag: string | null;
}

/**
 * One Contact: its URI, the host and port of that URI, and its parameters `expires` in seconds and `+sip.instance`
 * (RFC 5626 §4.1), or null.
 */
export interface Contact {
  readonly uri: string;
  readonly address: HostPort | null;
  readonly expires: number | null;
  readonly instance: string | null;
}

/**
 * One SIP message (RFC 3261 §7), parsed lazily: the start line and the headers at their first use.
 *
 * The `bytes` of a parsed message are a view on the buffer of the parser: call `own()` on a message that must outlive
 * the buffer. Text is latin1: one character per byte.
 */
export class SipMessage {
  /** Offset in `bytes` of the body; the length of `bytes` if there is none. */
  readonly bodyStart: number;
  readonly problem: SipProblem | null;

  #bytes: Uint8Array;
  #buffer: Buffer | null = null;
  #startLine: string | null = null;
  #names: string[] | null = null;
  /** For each name the start and end of its value in `bytes`. */
  #values: readonly number[] = NONE;
  #vias: readonly Via[] | null = null;
  #contacts: readonly Contact[] | null = null;

  /** `bytes` are exactly the message and begin with its start line, see `isSipStart`. */
  constructor(bytes: Uint8Array, bodyStart: number, problem: SipProblem | null = null) {
    this.#bytes = bytes;
    this.bodyStart = bodyStart;
    this.problem = problem;
  }

  /** The message as on the wire. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Copies the bytes, so that the message outlives the buffer of the parser. Returns the message itself. */
  own(): this {
    this.#bytes = this.#bytes.slice();
    this.#buffer = null;
    return this;
  }

  /** The first line without its line end. */
  get startLine(): string {
    if (this.#startLine !== null) return this.#startLine;
    const line = this.#text(0, lineEnd(this.#bytes, 0, this.bodyStart));
    this.#startLine = line.endsWith('\r') ? line.slice(0, -1) : line;
    return this.#startLine;
  }

  /** Method of a request; null for a response. */
  get method(): string | null {
    if (this.status !== null) return null;
    return this.startLine.slice(0, this.startLine.indexOf(' '));
  }

  /** Status code of a response; null for a request. */
  get status(): number | null {
    return statusAt(this.#bytes, 0);
  }

  /** Reason phrase of a response, perhaps empty; null for a request. */
  get reason(): string | null {
    return this.status === null ? null : this.startLine.slice(12);
  }

  /** Request-URI as written; null for a response. */
  get requestUri(): string | null {
    if (this.status !== null) return null;
    return trimBlanks(this.startLine.slice(this.startLine.indexOf(' '), this.startLine.lastIndexOf(' ')));
  }

  /** Value of the first field of that name, unfolded and trimmed; null if there is none. */
  header(name: string): string | null {
    const index = this.#index();
    const wanted = canonicalHeaderName(name);
    for (let i = 0; i < index.length; i++) if (index[i] === wanted) return this.#value(i);
    return null;
  }

  /**
   * Values of all fields with these names in order, one per header line, not split at commas. Names match in any case,
   * in their compact and their long form.
   */
  headers(name: string, ...others: readonly string[]): readonly string[] {
    const index = this.#index();
    const wanted = canonicalHeaderName(name);
    const alsoWanted = others.map(canonicalHeaderName);
    let values: string[] | null = null;
    for (let i = 0; i < index.length; i++) {
      if (index[i] !== wanted && !alsoWanted.includes(index[i] as string)) continue;
      if (values === null) values = [this.#value(i)];
      else values.push(this.#value(i));
    }
    return values ?? NO_VALUES;
  }

  /** Canonical names of all header fields in order: lower case, long form. */
  get fieldNames(): readonly string[] {
    return this.#index();
  }

  /** Value of the header field at that place in `fieldNames`, unfolded and trimmed. */
  fieldValue(index: number): string {
    return this.#value(index);
  }

  get callId(): string | null {
    return this.header('call-id');
  }

  /** Number and method of CSeq; null if it has another form. */
  get cseq(): { readonly number: number; readonly method: string } | null {
    const value = this.header('cseq');
    return value === null ? null : cseqOf(value);
  }

  get from(): Party | null {
    return party(this.header('from'));
  }

  /** To; its URI is the public identity (IMPU) of a REGISTER (TS 24.229 §5.1.1.2.1). */
  get to(): Party | null {
    return party(this.header('to'));
  }

  /** Sent-by and branch of the topmost Via. */
  get via(): Via | null {
    return parseVia(splitHeaderList(this.header('via') ?? '')[0] ?? '');
  }

  /** All readable Vias, the topmost first: one for each hop of the request (RFC 3261 §18.1.1). */
  get vias(): readonly Via[] {
    this.#vias ??= viasIn(this.headers('via'));
    return this.#vias;
  }

  /** All contacts in order; none for `*`. */
  get contacts(): readonly Contact[] {
    this.#contacts ??= elementsOf(this.headers('contact'))
      .filter(value => value !== '*')
      .map(contact);
    return this.#contacts;
  }

  /**
   * Seconds that a REGISTER asks for or its 200 grants (RFC 3261 §10.2.1.1): the longest of the contacts; for a contact
   * without `expires` the Expires header counts. Null without both.
   */
  get expires(): number | null {
    const common = deltaSeconds(this.header('expires'));
    let longest: number | null = null;
    for (const { expires } of this.contacts) {
      const seconds = expires ?? common;
      if (seconds !== null && (longest === null || seconds > longest)) longest = seconds;
    }
    return longest ?? common;
  }

  #value(index: number): string {
    const bytes = this.#bytes;
    let start = this.#values[2 * index] as number;
    let end = this.#values[2 * index + 1] as number;
    // Not trimmed as a text: a part of a text would keep the whole.
    while (start < end && isBlank(readU8(bytes, start))) start++;
    while (end > start && isBlank(readU8(bytes, end - 1))) end--;
    const value = this.#text(start, end);
    return value.includes('\n') ? unfold(value) : value;
  }

  #text(start: number, end: number): string {
    this.#buffer ??= asBuffer(this.#bytes);
    return this.#buffer.toString('latin1', start, end);
  }

  /** Canonical names of all header fields in order. */
  #index(): readonly string[] {
    if (this.#names !== null) return this.#names;
    const names: string[] = [];
    const values: number[] = [];
    const bytes = this.#bytes;
    const stop = this.bodyStart;
    let line = lineEnd(bytes, 0, stop) + 1;
    while (line < stop) {
      let end = lineEnd(bytes, line, stop);
      while (end + 1 < stop && isWhite(readU8(bytes, end + 1))) end = lineEnd(bytes, end + 1, stop);
      let colon = line;
      while (colon < end && readU8(bytes, colon) !== COLON) colon++;
      if (colon < end) {
        names.push(headerNameAt(bytes, line, colon));
        values.push(colon + 1, end);
      }
      line = end + 1;
    }
    this.#names = names;
    this.#values = values;
    return names;
  }
}

/** Status code of the response that begins at `start`; null for a request. */
export function statusAt(bytes: Uint8Array, start: number): number | null {
  // Methods have no slash: at this place it belongs to `SIP/2.0`.
  if (readU8(bytes, start + 3) !== SLASH) return null;
  return (digit(bytes, start + 8) * 10 + digit(bytes, start + 9)) * 10 + digit(bytes, start + 10);
}

const NONE: readonly number[] = [];
const NO_VALUES: readonly string[] = [];
const SLASH = 0x2f;
const COLON = 0x3a;
const LF = 10;
const CR = 13;

/** Offset of the LF that ends the line, or `end`. */
function lineEnd(bytes: Uint8Array, line: number, end: number): number {
  const lineFeed = bytes.indexOf(LF, line);
  return lineFeed < 0 || lineFeed > end ? end : lineFeed;
}

/** Each line end with the blanks around it becomes one space (RFC 3261 §7.3.1). */
function unfold(value: string): string {
  return trimBlanks(value.split('\n').map(trimBlanks).join(' '));
}

function cseqOf(value: string): { readonly number: number; readonly method: string } | null {
  let number = 0;
  let at = 0;
  for (; at < value.length; at++) {
    const digit = value.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) break;
    number = 10 * number + digit;
  }
  const blank = at;
  while (isWhite(value.charCodeAt(at))) at++;
  const method = value.slice(at);
  const isWhole = blank > 0 && blank <= MOST_DIGITS && at > blank && method !== '';
  return isWhole && !hasSpace(method) ? { number, method } : null;
}

/** Does it have any white space of Unicode? All of it that latin1 has. */
function hasSpace(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (character === 0x20 || character === 0xa0 || (character >= 9 && character <= 13)) return true;
  }
  return false;
}

/** Most characters of the number of a CSeq: as a number, so many digits are exact. */
const MOST_DIGITS = 15;

function party(value: string | null): Party | null {
  if (value === null) return null;
  const { uri, parameters } = splitNameAddress(value);
  return { uri, tag: parameterIn(parameters, 'tag') ?? null };
}

function contact(value: string): Contact {
  const { uri, parameters } = splitNameAddress(value);
  const expires = deltaSeconds(parameterIn(parameters, 'expires') ?? null);
  const instance = parameterIn(parameters, '+sip.instance') ?? null;
  return { uri, address: uriHostPort(uri), expires, instance };
}

/** delta-seconds, at most 2³²−1 (RFC 3261 §20.19). */
function deltaSeconds(text: string | null): number | null {
  return text !== null && /^\d+$/.test(text) ? Math.min(Number(text), 0xffffffff) : null;
}

function digit(bytes: Uint8Array, offset: number): number {
  return readU8(bytes, offset) - 0x30;
}

function isWhite(character: number): boolean {
  return character === 32 || character === 9;
}

function isBlank(character: number): boolean {
  return isWhite(character) || character === CR || character === LF;
}
