import { read32 } from './byte-order.ts';
import { MAX_CAPTURED_LENGTH } from './limits.ts';
import { PLACE, type PlaceVerdict } from './resynchroniser.ts';

/** Length of a record header of classic pcap in bytes. */
export const RECORD_HEADER_LENGTH = 16;

/** Headers in a row that must be believable before records are read on from a place. */
const CHAIN = 3;

const NANOSECONDS = 1_000_000_000;
const DAY = 86_400;
/** How far the clock may have gone on between two records of which the second is to be believed, in seconds. */
const LONGEST_SILENCE = 30 * DAY;

/** How the records of a file are laid out. */
export interface RecordLayout {
  readonly bigEndian: boolean;
  /** Units of the second timestamp word per second. */
  readonly unitsPerSecond: number;
  /** Bytes between the 16 bytes of the record header and the frame (modified pcap). */
  readonly extraLength: number;
  /** Before version 2.4 some writers put the original length first. */
  readonly lengthsMaySwap: boolean;
}

/**
 * Whether records begin at a place: three headers in a row, each where the one before it ends, with a time near
 * the last one, a fraction below a second, and lengths that agree. At the end of the file fewer will do if the last
 * record ends exactly there.
 *
 * @param time seconds of the last record that was read, or null
 */
export function recordsBeginAt(
  bytes: Uint8Array,
  at: number,
  ended: boolean,
  layout: RecordLayout,
  time: number | null,
): PlaceVerdict {
  let place = at;
  let before = time;
  for (let headers = 0; headers < CHAIN; headers++) {
    if (place + RECORD_HEADER_LENGTH > bytes.length)
      return atEnd(ended, headers > 0 && place === bytes.length);
    const captured = capturedLengthAt(bytes, place, layout);
    if (captured <= 0) return PLACE.NO;
    if (captured > originalLengthAt(bytes, place, layout)) return PLACE.NO;
    if (read32(bytes, place + 4, layout.bigEndian) >= layout.unitsPerSecond) return PLACE.NO;
    const seconds = read32(bytes, place, layout.bigEndian);
    if (before === null ? seconds === 0 : !isNear(seconds, before)) return PLACE.NO;
    before = seconds;
    place += RECORD_HEADER_LENGTH + layout.extraLength + captured;
  }
  return PLACE.YES;
}

/**
 * Whether records go on after the one at `at`, whose own header is odd but not impossible: two headers follow it
 * whose lengths and fractions can be. How they were written does not matter: clocks are set, files of several clocks
 * merged, nanoseconds called microseconds, and frames longer than they are said to have been.
 */
export function recordsGoOnAfter(
  bytes: Uint8Array,
  at: number,
  ended: boolean,
  layout: RecordLayout,
): PlaceVerdict {
  let place = at;
  for (let headers = 0; headers < CHAIN; headers++) {
    if (place + RECORD_HEADER_LENGTH > bytes.length)
      return atEnd(ended, headers > 0 && place === bytes.length);
    const captured = capturedLengthAt(bytes, place, layout);
    if (captured < 0 || read32(bytes, place + 4, layout.bigEndian) >= NANOSECONDS) return PLACE.NO;
    if (headers > 0 && originalLengthAt(bytes, place, layout) === 0) return PLACE.NO;
    place += RECORD_HEADER_LENGTH + layout.extraLength + captured;
  }
  return PLACE.YES;
}

/** True when a record of this time may follow one of that time: a day back at most, 30 days on at most. */
export function isNear(seconds: number, before: number): boolean {
  return seconds >= before - DAY && seconds <= before + LONGEST_SILENCE;
}

/** The verdict where a header would lie beyond the bytes. */
function atEnd(ended: boolean, endsExactly: boolean): PlaceVerdict {
  if (!ended) return PLACE.UNDECIDED;
  return endsExactly ? PLACE.YES : PLACE.NO;
}

/** Captured length of a header whose lengths can be; otherwise -1. */
function capturedLengthAt(bytes: Uint8Array, at: number, layout: RecordLayout): number {
  const first = read32(bytes, at + 8, layout.bigEndian);
  const second = read32(bytes, at + 12, layout.bigEndian);
  if (first > MAX_CAPTURED_LENGTH || second > MAX_CAPTURED_LENGTH) return -1;
  return layout.lengthsMaySwap ? Math.min(first, second) : first;
}

function originalLengthAt(bytes: Uint8Array, at: number, layout: RecordLayout): number {
  const first = read32(bytes, at + 8, layout.bigEndian);
  const second = read32(bytes, at + 12, layout.bigEndian);
  return layout.lengthsMaySwap ? Math.max(first, second) : second;
}
