import { latin1 } from '../bytes/latin1.ts';
import { readU8 } from '../bytes/read.ts';

/** The bytes are not the start line of a SIP message. */
export const NOT_SIP = -1;
/** The bytes may be the beginning of a start line, but its end is missing. */
export const UNDECIDED = -2;

/** Most bytes of a start line: real ones have some hundred. */
const START_LINE_CAP = 8192;
/** Most characters of a method: RFC 4475 §3.1.1.2 has 43. */
const METHOD_CAP = 64;

const LF = 10;
const CR = 13;
const SP = 32;
const VERSION = [0x53, 0x49, 0x50, 0x2f, 0x32, 0x2e, 0x30];

/** 1 for the characters of a token (RFC 3261 §25.1). */
export const TOKEN = new Uint8Array(256);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.!%*_+`'~")
  TOKEN[character.charCodeAt(0)] = 1;

/**
 * Do the bytes from `start` to `end` begin with the start line of a SIP/2.0 message (RFC 3261 §7.1, §7.2)?
 *
 * A request line must be whole: `METHOD SP Request-URI SP SIP/2.0` and its line end. For a status line
 * `SIP/2.0 SP 3DIGIT` is enough. Any other bytes are rejected after a few comparisons.
 */
export function isSipStart(bytes: Uint8Array, start: number, end: number): boolean {
  const line = startLineEnd(bytes, start, end);
  return line > 0 || (line === UNDECIDED && end - start >= 11 && isVersion(bytes, start));
}

/**
 * Do the bytes of a cut packet begin like a request line: method, space, and a Request-URI that begins with a scheme of
 * SIP (RFC 3261 §7.1)?
 */
export function isCutSipStart(bytes: Uint8Array, start: number, end: number): boolean {
  if (startLineEnd(bytes, start, end) !== UNDECIDED) return false;
  // `bytes` may be a whole chunk: the search must not go beyond `end`.
  const space = start + bytes.subarray(start, end).indexOf(SP);
  if (space < start) return false;
  const uri = latin1(bytes, space + 1, Math.min(end, space + 6));
  return /^(sips?:|tel:|urn:)/i.test(uri);
}

/**
 * Offset after the line end of the start line at `start`, or NOT_SIP, or UNDECIDED if more bytes could still make it
 * one. CR LF or LF ends the line; the version may be in any case (RFC 3261 §7.1).
 */
export function startLineEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && at - start <= METHOD_CAP && TOKEN[readU8(bytes, at)] === 1) at++;
  if (at - start > METHOD_CAP) return NOT_SIP;
  if (at === end) return at > start ? UNDECIDED : NOT_SIP;
  if (readU8(bytes, at) === 0x2f) return statusLineEnd(bytes, start, end);
  return at > start && readU8(bytes, at) === SP ? requestLineEnd(bytes, at + 1, end) : NOT_SIP;
}

/** Offset after the next LF from `at` on, or the length of `bytes` without one. */
export function nextLine(bytes: Uint8Array, at: number): number {
  const lineFeed = bytes.indexOf(LF, at);
  return lineFeed < 0 ? bytes.length : lineFeed + 1;
}

function requestLineEnd(bytes: Uint8Array, uri: number, end: number): number {
  const lineFeed = findLineFeed(bytes, uri, end);
  if (lineFeed < 0) return lineFeed;
  const last = readU8(bytes, lineFeed - 1) === CR ? lineFeed - 1 : lineFeed;
  const space = last - VERSION.length - 1;
  const whole = space > uri && readU8(bytes, space) === SP && isVersion(bytes, space + 1);
  return whole ? lineFeed + 1 : NOT_SIP;
}

function statusLineEnd(bytes: Uint8Array, start: number, end: number): number {
  const version = Math.min(VERSION.length, end - start);
  for (let i = 0; i < version; i++) if (upper(readU8(bytes, start + i)) !== VERSION[i]) return NOT_SIP;
  for (let i = start + VERSION.length; i < end && i < start + 12; i++)
    if (!isStatusByte(readU8(bytes, i), i - start)) return NOT_SIP;
  if (end - start <= 11) return UNDECIDED;
  const lineFeed = findLineFeed(bytes, start + 11, end);
  return lineFeed < 0 ? lineFeed : lineFeed + 1;
}

/** Is a byte allowed at this place of ` 200` or right after it? The first digit is 1 to 6. */
function isStatusByte(byte: number, place: number): boolean {
  if (place === 7) return byte === SP;
  if (place === 8) return byte >= 0x31 && byte <= 0x36;
  if (place < 11) return byte >= 0x30 && byte <= 0x39;
  return byte === SP || byte === CR || byte === LF;
}

/** Offset of the LF that ends the line. A line with a control character, or too long a line, is not SIP. */
function findLineFeed(bytes: Uint8Array, from: number, end: number): number {
  const stop = Math.min(end, from + START_LINE_CAP);
  for (let i = from; i < stop; i++) {
    const byte = readU8(bytes, i);
    if (byte >= SP || byte === 9) continue;
    if (byte === LF) return i;
    if (byte !== CR || (i + 1 < end && readU8(bytes, i + 1) !== LF)) return NOT_SIP;
  }
  return stop === end ? UNDECIDED : NOT_SIP;
}

function isVersion(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < VERSION.length; i++) if (upper(readU8(bytes, at + i)) !== VERSION[i]) return false;
  return true;
}

function upper(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte - 32 : byte;
}
