import { readU8 } from '../../bytes/read.ts';
import { TOKEN } from '../start-line.ts';

/**
 * Does the message at `start` with its body at `body` break no rule of `grammarProblems`? It reads the octets only once
 * and makes no texts, and says yes only to what is written plainly, as nearly all messages are. False says nothing.
 */
export function isCertainlyFine(bytes: Uint8Array, start: number, body: number): boolean {
  const isResponse = readU8(bytes, start + 3) === SLASH;
  const method = isResponse ? start : endOfMethod(bytes, start, body);
  let line = isResponse ? lineEnd(bytes, start, body) : endOfRequestLine(bytes, method, body);
  let seen = 0;
  while (line >= 0) {
    line++;
    if (line >= body) return false;
    if (readU8(bytes, line) === LF || (readU8(bytes, line) === CR && readU8(bytes, line + 1) === LF))
      return (seen & REQUIRED) === REQUIRED;
    let colon = line;
    while (TOKEN[readU8(bytes, colon)] === 1) colon++;
    if (readU8(bytes, colon) !== COLON || colon === line) return false;
    const end = lineEnd(bytes, colon, body);
    // A line that goes on in the next one.
    if (end < 0 || isWhite(readU8(bytes, end + 1))) return false;
    const field = fieldOf(bytes, line, colon);
    if (field !== OTHER) {
      if ((seen & field & SINGLE) !== 0) return false;
      seen |= field;
      if (!isFine(field, bytes, colon + 1, end, start, method)) return false;
    }
    line = end;
  }
  return false;
}

/** The fields with rules, a bit each; HOPS_LEFT is Max-Forwards. */
const OTHER = 0;
const VIA = 1;
const FROM = 2;
const TO = 4;
const CALL_ID = 8;
const CSEQ = 16;
const CONTACT = 32;
const HOPS_LEFT = 64;
const EXPIRES = 128;
const CONTENT_TYPE = 256;
/** Retry-After, Date and Warning: they are few. */
const RARE = 512;
const REQUIRED = VIA | FROM | TO | CALL_ID | CSEQ;
const SINGLE = FROM | TO | CALL_ID | CSEQ | HOPS_LEFT | EXPIRES | CONTENT_TYPE;

const NAMES: readonly (readonly [name: string, field: number])[] = [
  ['via', VIA],
  ['v', VIA],
  ['from', FROM],
  ['f', FROM],
  ['to', TO],
  ['t', TO],
  ['call-id', CALL_ID],
  ['i', CALL_ID],
  ['cseq', CSEQ],
  ['contact', CONTACT],
  ['m', CONTACT],
  ['max-forwards', HOPS_LEFT],
  ['expires', EXPIRES],
  ['content-type', CONTENT_TYPE],
  ['c', CONTENT_TYPE],
  ['retry-after', RARE],
  ['date', RARE],
  ['warning', RARE],
];

/** The names with rules as octets, by their first letter and length: hardly ever two. */
const LONGEST = 16;
const BY_LETTER: (readonly Name[])[] = new Array(32 * LONGEST).fill([]);
for (const [name, field] of NAMES) {
  const codes = [...name].map(character => character.charCodeAt(0));
  const key = keyOf(codes[0] as number, codes.length);
  BY_LETTER[key] = [...(BY_LETTER[key] as readonly Name[]), { codes, field }];
}

interface Name {
  readonly codes: readonly number[];
  readonly field: number;
}

function keyOf(letter: number, length: number): number {
  return LONGEST * (letter & 31) + length;
}

function fieldOf(bytes: Uint8Array, line: number, colon: number): number {
  const length = colon - line;
  if (length >= LONGEST) return OTHER;
  for (const { codes, field } of BY_LETTER[keyOf(readU8(bytes, line), length)] as readonly Name[])
    if (isName(bytes, line, codes)) return field;
  return OTHER;
}

/** All characters are of a token: the bit changes only letters, and makes them lower case. */
function isName(bytes: Uint8Array, line: number, codes: readonly number[]): boolean {
  for (let i = 0; i < codes.length; i++) if ((readU8(bytes, line + i) | LOWER) !== codes[i]) return false;
  return true;
}

function isFine(
  field: number,
  bytes: Uint8Array,
  value: number,
  line: number,
  start: number,
  method: number,
): boolean {
  let from = value;
  let to = line;
  while (from < to && isBlank(readU8(bytes, from))) from++;
  while (to > from && isBlank(readU8(bytes, to - 1))) to--;
  switch (field) {
    case VIA:
      return isFineVia(bytes, from, to);
    case FROM:
    case TO:
    case CONTACT:
      return isFineAddress(bytes, from, to);
    case CSEQ:
      return isFineCseq(bytes, from, to, start, method);
    case HOPS_LEFT:
      return isFineNumber(bytes, from, to, 255);
    case EXPIRES:
      return isFineNumber(bytes, from, to, 0xffffffff);
    default:
      return field !== RARE;
  }
}

/** No quotes, no brackets, something between separators, and more than the cookie in each branch. */
function isFineVia(bytes: Uint8Array, from: number, to: number): boolean {
  let isEmpty = false;
  for (let i = from; i < to; i++) {
    const byte = readU8(bytes, i);
    if (byte === SEMICOLON || byte === COMMA) {
      if (isEmpty) return false;
      isEmpty = true;
    } else if (byte !== SP && byte !== TAB) {
      if (byte === QUOTE || byte === OPEN) return false;
      isEmpty = false;
      if (byte === COOKIE[0] && isCookie(bytes, i, to)) {
        const after = i + COOKIE.length;
        if (after >= to || isSeparator(readU8(bytes, after))) return false;
        i = after - 1;
      }
    }
  }
  return !isEmpty;
}

function isCookie(bytes: Uint8Array, at: number, to: number): boolean {
  if (at + COOKIE.length > to) return false;
  for (let i = 1; i < COOKIE.length; i++) if (readU8(bytes, at + i) !== COOKIE[i]) return false;
  return true;
}

function isSeparator(byte: number): boolean {
  return byte === SEMICOLON || byte === COMMA || isWhite(byte);
}

/** `name <uri>;parameters`, or a URI without `?`; no comma, and no backslash. */
function isFineAddress(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  if (at < to && readU8(bytes, at) === QUOTE) {
    at = closingQuote(bytes, at, to);
    if (at < 0) return false;
    at++;
    while (at < to && isWhite(readU8(bytes, at))) at++;
    if (at === to || readU8(bytes, at) !== OPEN) return false;
  } else while (at < to && (TOKEN[readU8(bytes, at)] === 1 || isWhite(readU8(bytes, at)))) at++;
  if (at < to && readU8(bytes, at) === OPEN) {
    at++;
    while (at < to && readU8(bytes, at) !== CLOSE) {
      if (isWhite(readU8(bytes, at)) || readU8(bytes, at) === COMMA) return false;
      at++;
    }
    return at < to && areFineParameters(bytes, at + 1, to);
  }
  return areFineParameters(bytes, at, to);
}

/** Something between separators; quoted strings end; no comma, bracket, question mark or backslash. */
function areFineParameters(bytes: Uint8Array, from: number, to: number): boolean {
  let isEmpty = false;
  for (let i = from; i < to; i++) {
    const byte = readU8(bytes, i);
    if (byte === SEMICOLON) {
      if (isEmpty) return false;
      isEmpty = true;
    } else if (byte !== SP && byte !== TAB) {
      if (byte === COMMA || byte === OPEN || byte === QUESTION) return false;
      isEmpty = false;
      if (byte === QUOTE) {
        i = closingQuote(bytes, i, to);
        if (i < 0) return false;
      }
    }
  }
  return !isEmpty;
}

/** The quote that ends the quoted string at `open`; -1 without one, or if a backslash or a comma is in it. */
function closingQuote(bytes: Uint8Array, open: number, to: number): number {
  for (let i = open + 1; i < to; i++) {
    const byte = readU8(bytes, i);
    if (byte === QUOTE) return i;
    if (byte === BACKSLASH || byte === COMMA) return -1;
  }
  return -1;
}

/** A number below 2³¹ with at most nine digits, and a method: that of the request, which ends at `method`. */
function isFineCseq(bytes: Uint8Array, from: number, to: number, start: number, method: number): boolean {
  let at = from;
  while (at < to && isDigit(readU8(bytes, at))) at++;
  if (at === from || at - from > DIGITS) return false;
  const blanks = at;
  while (at < to && isWhite(readU8(bytes, at))) at++;
  if (at === blanks || at === to) return false;
  const isResponse = method === start;
  if (!isResponse && to - at !== method - start) return false;
  for (let i = 0; at + i < to; i++) {
    const byte = readU8(bytes, at + i);
    if (TOKEN[byte] !== 1 || (!isResponse && byte !== readU8(bytes, start + i))) return false;
  }
  return true;
}

/** Begins with a number of at most nine digits, which is not too large. */
function isFineNumber(bytes: Uint8Array, from: number, to: number, largest: number): boolean {
  let number = 0;
  let at = from;
  for (; at < to && isDigit(readU8(bytes, at)); at++) number = 10 * number + readU8(bytes, at) - 0x30;
  return at > from && at - from <= DIGITS && number <= largest;
}

/** The first character after the method. */
function endOfMethod(bytes: Uint8Array, start: number, body: number): number {
  let at = start;
  while (at < body && TOKEN[readU8(bytes, at)] === 1) at++;
  return at;
}

/** The LF at the end of a request line with a space on each side of its URI, which has no `<` and no `?`; else -1. */
function endOfRequestLine(bytes: Uint8Array, method: number, body: number): number {
  if (readU8(bytes, method) !== SP) return -1;
  let spaces = 0;
  for (let at = method; at < body; at++) {
    const byte = readU8(bytes, at);
    if (byte === LF) return spaces === 2 ? at : -1;
    if (byte === SP) spaces++;
    else if (byte === TAB || byte === OPEN || byte === QUESTION) return -1;
  }
  return -1;
}

/** The LF that ends the line; -1 if there is none before the body. */
function lineEnd(bytes: Uint8Array, from: number, body: number): number {
  for (let at = from; at < body; at++) if (readU8(bytes, at) === LF) return at;
  return -1;
}

function isBlank(byte: number): boolean {
  return isWhite(byte) || byte === CR;
}

function isWhite(byte: number): boolean {
  return byte === SP || byte === TAB;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** The cookie of RFC 3261 §8.1.1.7. */
const COOKIE = [...'z9hG4bK'].map(character => character.charCodeAt(0));
/** Most digits of a number that is read here. */
const DIGITS = 9;
/** The bit that makes a letter lower case. */
const LOWER = 0x20;
const TAB = 9;
const LF = 10;
const CR = 13;
const SP = 32;
const QUOTE = 34;
const COMMA = 44;
const SLASH = 47;
const COLON = 58;
const SEMICOLON = 59;
const OPEN = 60;
const CLOSE = 62;
const QUESTION = 63;
const BACKSLASH = 92;
