import { readU8 } from '../bytes/read.ts';
import { TOKEN } from './start-line.ts';

/** There is no Content-Length. */
export const NO_LENGTH = -1;
/** Content-Length is not a number, or several of them disagree. */
export const BAD_LENGTH = -2;

const LF = 10;
const CR = 13;
const SP = 32;
const TAB = 9;
const COLON = 58;
const CONTENT_LENGTH = [...'content-length'].map(character => character.charCodeAt(0));

/**
 * Finds the end of a header section and its Content-Length in one pass. The bytes may come in parts.
 *
 * All offsets are relative to the beginning of the message, so the bytes may move between two calls. CR LF and bare LF
 * end a line; a folded Content-Length and its compact form `l` are supported.
 */
export class HeaderScan {
  /** Offset of the line at which the scan continues; 0 before `begin`. */
  next = 0;
  /** Offset of the body; 0 until the header section is complete. */
  bodyStart = 0;
  /** Value of Content-Length, or NO_LENGTH or BAD_LENGTH; valid if the header section is complete. */
  contentLength = NO_LENGTH;

  /** The line at `next` has no LF before this offset. */
  #searched = 0;
  /** Offsets of the values of all Content-Length lines. */
  readonly #lengthValues: number[] = [];

  /** Begins a message with header fields from `firstLine` on; 0: no message. */
  begin(firstLine: number): void {
    this.next = firstLine;
    this.bodyStart = 0;
    this.contentLength = NO_LENGTH;
    this.#searched = firstLine;
    this.#lengthValues.length = 0;
  }

  /**
   * Continues with the message at `message`, which goes to the end of `bytes` so far.
   *
   * `done`: `bodyStart` and `contentLength` are known. `more`: the header section continues after `bytes`.
   * `malformed` (only if `strict`): the line at `next` is not a header field.
   */
  run(bytes: Uint8Array, message: number, strict: boolean): 'done' | 'more' | 'malformed' {
    let line = message + this.next;
    let at = bytes.indexOf(LF, message + this.#searched);
    while (at >= 0 && at !== line && (at !== line + 1 || readU8(bytes, line) !== CR)) {
      if (strict && !isField(bytes, line, at)) return this.#pause(line - message, at - message, 'malformed');
      const value = contentLengthValue(bytes, line, at);
      if (value > 0) this.#lengthValues.push(value - message);
      line = at + 1;
      at = bytes.indexOf(LF, line);
    }
    if (at < 0) return this.#pause(line - message, bytes.length - message, 'more');
    this.bodyStart = at + 1 - message;
    for (const offset of this.#lengthValues) {
      const length = readLength(bytes, message + offset, at);
      const agrees = this.contentLength === NO_LENGTH || this.contentLength === length;
      this.contentLength = agrees ? length : BAD_LENGTH;
    }
    return 'done';
  }

  #pause<Result>(next: number, searched: number, result: Result): Result {
    this.next = next;
    this.#searched = searched;
    return result;
  }
}

/** Is the line a header field, `token *WSP ":"`, or the continuation of one (RFC 3261 §25.1)? */
function isField(bytes: Uint8Array, line: number, end: number): boolean {
  if (isWhite(readU8(bytes, line))) return true;
  let at = line;
  while (at < end && TOKEN[readU8(bytes, at)] === 1) at++;
  if (at === line) return false;
  while (at < end && isWhite(readU8(bytes, at))) at++;
  return at < end && readU8(bytes, at) === COLON;
}

/** Offset of the value if the line is a Content-Length field, else 0. */
function contentLengthValue(bytes: Uint8Array, line: number, end: number): number {
  const first = readU8(bytes, line) | 0x20;
  let at = line + 1;
  if (first === 0x63) {
    for (let i = 1; i < CONTENT_LENGTH.length; i++, at++)
      if ((readU8(bytes, at) | 0x20) !== CONTENT_LENGTH[i]) return 0;
  } else if (first !== 0x6c) return 0;
  while (at < end && isWhite(readU8(bytes, at))) at++;
  return at < end && readU8(bytes, at) === COLON ? at + 1 : 0;
}

/** The number in the field value at `from`, with continuation lines; BAD_LENGTH if it is not a number. */
function readLength(bytes: Uint8Array, from: number, end: number): number {
  let length = BAD_LENGTH;
  let complete = false;
  for (let at = from; at < end; at++) {
    const byte = readU8(bytes, at);
    if (byte === LF && !isWhite(readU8(bytes, at + 1))) break;
    if (isWhite(byte) || byte === CR || byte === LF) {
      complete = length >= 0;
      continue;
    }
    if (complete || byte < 0x30 || byte > 0x39) return BAD_LENGTH;
    length = Math.min(Math.max(length, 0) * 10 + byte - 0x30, Number.MAX_SAFE_INTEGER);
  }
  return length;
}

function isWhite(byte: number): boolean {
  return byte === SP || byte === TAB;
}
