import type { CaptureOption } from '../../model/capture.ts';
import { read16 } from '../byte-order.ts';

/** Codes of options (draft-ietf-opsawg-pcapng §3.5, §4.1 to §4.3). */
export const OPTION = {
  END: 0,
  COMMENT: 1,
  SECTION_APPLICATION: 4,
  INTERFACE_RESOLUTION: 9,
  INTERFACE_FCS_LENGTH: 13,
  INTERFACE_TIME_OFFSET: 14,
  PACKET_FLAGS: 2,
  PACKET_HASH: 3,
} as const;

/** Word length of the numeric options of a block, by option code. */
type OptionWords = ReadonlyMap<number, 4 | 8>;

/** if_speed, if_tzone, if_tsoffset, if_txspeed, if_rxspeed. */
export const INTERFACE_WORDS: OptionWords = new Map([
  [8, 8],
  [10, 4],
  [14, 8],
  [16, 8],
  [17, 8],
]);

/** epb_flags, epb_dropcount, epb_packetid, epb_queue. */
export const PACKET_WORDS: OptionWords = new Map([
  [2, 4],
  [4, 8],
  [5, 8],
  [6, 4],
]);

/** The options of a section are all text. */
export const SECTION_WORDS: OptionWords = new Map();

const HEADER_LENGTH = 4;
/** epb_verdict and if_filter begin with an octet for the type of their value. */
const NEVER_EMPTY: ReadonlySet<number> = new Set([7, 11]);

/** Octets of a Private Enterprise Number. */
const ENTERPRISE_NUMBER = 4;
/** Custom options begin with such a number: text and binary, each copied by editors or not. */
const CUSTOM: ReadonlySet<number> = new Set([2988, 2989, 19_372, 19_373]);
/** Highest code in the draft. Other options cannot be converted to another byte order: their format is not known. */
const HIGHEST_KNOWN = 18;

/**
 * The options of `bytes` from `start` to `end`, up to the first that does not fit. Values are copies, with numbers in
 * little-endian. Left out: unknown options of a big-endian section, and options with a wrong length, as tshark refuses
 * a file with such an option.
 */
export function readOptions(
  bytes: Uint8Array,
  start: number,
  end: number,
  bigEndian: boolean,
  words: OptionWords,
): CaptureOption[] {
  const options: CaptureOption[] = [];
  let at = start;
  while (at + HEADER_LENGTH <= end) {
    const code = read16(bytes, at, bigEndian);
    const size = read16(bytes, at + 2, bigEndian);
    at += HEADER_LENGTH;
    if (code === OPTION.END || at + size > end) break;
    if (hasItsLength(code, size, words) && (!bigEndian || code <= HIGHEST_KNOWN || CUSTOM.has(code))) {
      const value = Uint8Array.prototype.slice.call(bytes, at, at + size);
      if (bigEndian) swapWords(value, code, words);
      options.push({ code, value });
    }
    at += (size + 3) & ~3;
  }
  return options;
}

/** Bytes of options in a block, with the end-of-options mark; 0 without options. */
export function optionsLength(options: readonly CaptureOption[]): number {
  if (options.length === 0) return 0;
  return options.reduce((sum, { value }) => sum + HEADER_LENGTH + ((value.length + 3) & ~3), HEADER_LENGTH);
}

/** Writes options in little-endian at `offset` of `view`, with the end-of-options mark; nothing without options. */
export function writeOptions(view: DataView, offset: number, options: readonly CaptureOption[]): void {
  let at = offset;
  for (const { code, value } of options) {
    view.setUint16(at, code, true);
    view.setUint16(at + 2, value.length, true);
    new Uint8Array(view.buffer, view.byteOffset + at + HEADER_LENGTH).set(value);
    at += HEADER_LENGTH + value.length;
    for (; at % 4 !== offset % 4; at++) view.setUint8(at, 0);
  }
  if (options.length > 0) view.setUint32(at, OPTION.END, true);
}

function hasItsLength(code: number, size: number, words: OptionWords): boolean {
  if (CUSTOM.has(code)) return size >= ENTERPRISE_NUMBER;
  return size === (words.get(code) ?? size) && (size > 0 || !NEVER_EMPTY.has(code));
}

function swapWords(value: Uint8Array, code: number, words: OptionWords): void {
  if (CUSTOM.has(code)) value.subarray(0, ENTERPRISE_NUMBER).reverse();
  else if (words.has(code)) value.reverse();
}
