import { readU8 } from '../../bytes/read.ts';
import { TOKEN } from '../start-line.ts';

/**
 * Finds Call-ID and CSeq in the octets of a message, without any text. It reads them as `SipMessage` does, and leaves to
 * that what is not written plainly: folded lines, other blanks, a CSeq of another form.
 */
export class TransactionScan {
  /** The value of the first Call-ID without blanks around it. */
  callIdStart = 0;
  callIdEnd = 0;
  /** The number of the first CSeq, and its method. */
  number = 0;
  methodStart = 0;
  methodEnd = 0;

  /** Scans the message at `start` with the body at `bodyStart`. False unless both fields are there, and plain. */
  run(bytes: Uint8Array, start: number, bodyStart: number): boolean {
    let hasCallId = false;
    let hasCseq = false;
    let line = bytes.indexOf(LF, start) + 1;
    if (line === 0) return false;
    while (line < bodyStart) {
      const first = lower(readU8(bytes, line));
      let value = 0;
      if (first === C && !hasCseq) value = valueAfter(bytes, line, CSEQ);
      const isCseq = value > 0;
      if (!isCseq && !hasCallId && (first === C || first === I))
        value = valueAfter(bytes, line, first === C ? CALL_ID : COMPACT_CALL_ID);
      const from = value > 0 ? value : line;
      let end = from;
      while (end < bodyStart && readU8(bytes, end) !== LF) end++;
      if (end >= bodyStart) return false;
      // A folded line belongs to the field before it.
      const next = readU8(bytes, end + 1);
      if (end + 1 < bodyStart && (next === SP || next === TAB)) return false;
      if (isCseq) {
        if (!this.#readCseq(bytes, value, end)) return false;
        hasCseq = true;
      } else if (value > 0) {
        this.#readCallId(bytes, value, end);
        hasCallId = true;
      }
      if (hasCseq && hasCallId) return true;
      line = end + 1;
    }
    return false;
  }

  #readCallId(bytes: Uint8Array, value: number, line: number): void {
    let start = value;
    let end = line;
    while (start < end && isBlank(readU8(bytes, start))) start++;
    while (end > start && isBlank(readU8(bytes, end - 1))) end--;
    this.callIdStart = start;
    this.callIdEnd = end;
  }

  /** `1*DIGIT LWS Method`; false for another form. */
  #readCseq(bytes: Uint8Array, value: number, line: number): boolean {
    let at = value;
    while (at < line && isBlank(readU8(bytes, at))) at++;
    const digits = at;
    let number = 0;
    for (; at < line && isDigit(readU8(bytes, at)); at++) number = 10 * number + readU8(bytes, at) - 0x30;
    if (at === digits || at - digits > DIGITS) return false;
    const blanks = at;
    while (at < line && (readU8(bytes, at) === SP || readU8(bytes, at) === TAB)) at++;
    const method = at;
    while (at < line && TOKEN[readU8(bytes, at)] === 1) at++;
    if (method === blanks || at === method) return false;
    this.number = number;
    this.methodStart = method;
    this.methodEnd = at;
    while (at < line && isBlank(readU8(bytes, at))) at++;
    return at === line;
  }
}

/** Offset of the value if the line is a field of that name, else 0. The first letter of the name has been compared. */
function valueAfter(bytes: Uint8Array, line: number, name: readonly number[]): number {
  let at = line + 1;
  for (let i = 1; i < name.length; i++, at++) if (lower(readU8(bytes, at)) !== name[i]) return 0;
  while (readU8(bytes, at) !== LF && isBlank(readU8(bytes, at))) at++;
  return readU8(bytes, at) === COLON ? at + 1 : 0;
}

function isBlank(byte: number): boolean {
  return byte === SP || byte === TAB || byte === CR || byte === LF;
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | LOWER : byte;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

const TAB = 9;
const LF = 10;
const CR = 13;
const SP = 32;
const COLON = 58;
/** The bit that makes a letter lower case. */
const LOWER = 0x20;
const C = 0x63;
const I = 0x69;
const CALL_ID = codesOf('call-id');
const COMPACT_CALL_ID = codesOf('i');
const CSEQ = codesOf('cseq');
/** Most digits of the number of a CSeq that is read. */
const DIGITS = 15;

function codesOf(name: string): number[] {
  return [...name].map(character => character.charCodeAt(0));
}
