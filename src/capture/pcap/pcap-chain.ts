import { read32 } from '../byte-order.ts';
import { MAX_CAPTURED_LENGTH } from '../limits.ts';
import { PLACE, type PlaceVerdict } from '../resynchroniser.ts';

/** Length of a record header of classic pcap in bytes. */
export const RECORD_HEADER_LENGTH = 16;

/** Headers in a row that must be believable before records are read on from a place. */
const CHAIN = 3;

const DAY = 86_400;
/** Seconds between two records of which the second is believed: captures pause for days, damage jumps years. */
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
 * @param times seconds near one of which the first record must lie; none: any time but 0
 */
export function recordsBeginAt(
  bytes: Uint8Array,
  at: number,
  ended: boolean,
  layout: RecordLayout,
  times: readonly number[],
): PlaceVerdict {
  return rowBeginsAt(bytes, at, ended, layout, times, timesBehindSound);
}

/**
 * Whether records go on after the one at `at`, whose own header is odd but not impossible: two headers follow it, and
 * each of the three is odd in one way at most. So clocks may be set, files of several clocks merged, and lengths be
 * written in an unusual way.
 *
 * @param times seconds of records before; a time far from them and from those in this row is odd
 */
export function recordsGoOnAfter(
  bytes: Uint8Array,
  at: number,
  ended: boolean,
  layout: RecordLayout,
  times: readonly number[],
): PlaceVerdict {
  return rowBeginsAt(bytes, at, ended, layout, times, timesBehindOdd);
}

/** The times that the header behind this one is compared with; null if this one cannot be in the row. */
type HeaderCheck = (
  bytes: Uint8Array,
  at: number,
  layout: RecordLayout,
  captured: number,
  times: readonly number[],
) => readonly number[] | null;

function rowBeginsAt(
  bytes: Uint8Array,
  at: number,
  ended: boolean,
  layout: RecordLayout,
  times: readonly number[],
  check: HeaderCheck,
): PlaceVerdict {
  let place = at;
  let before: readonly number[] | null = times;
  for (let headers = 0; headers < CHAIN; headers++) {
    if (place + RECORD_HEADER_LENGTH > bytes.length)
      return atEnd(ended, headers > 0 && place === bytes.length);
    const captured = capturedLengthAt(bytes, place, layout);
    before = captured < 0 ? null : check(bytes, place, layout, captured, before);
    if (before === null) return PLACE.NO;
    place += RECORD_HEADER_LENGTH + layout.extraLength + captured;
  }
  return PLACE.YES;
}

const timesBehindSound: HeaderCheck = (bytes, at, layout, captured, times) => {
  if (captured === 0 || captured > originalLengthAt(bytes, at, layout)) return null;
  if (read32(bytes, at + 4, layout.bigEndian) >= layout.unitsPerSecond) return null;
  const seconds = read32(bytes, at, layout.bigEndian);
  const isFar = times.length === 0 ? seconds === 0 : !isNearOne(seconds, times);
  return isFar ? null : [seconds];
};

const timesBehindOdd: HeaderCheck = (bytes, at, layout, captured, times) =>
  oddities(bytes, at, layout, captured, times) > 1 ? null : [...times, read32(bytes, at, layout.bigEndian)];

/** In how many ways a header is odd whose lengths can be. */
function oddities(
  bytes: Uint8Array,
  at: number,
  layout: RecordLayout,
  captured: number,
  times: readonly number[],
): number {
  const fraction = read32(bytes, at + 4, layout.bigEndian);
  const original = originalLengthAt(bytes, at, layout);
  // Filling; and what a header shows that is read four bytes too late: the captured length twice.
  if (captured === 0 ? original === 0 : fraction === captured) return 2;
  const isFar = times.length > 0 && !isNearOne(read32(bytes, at, layout.bigEndian), times);
  return Number(isFar) + Number(captured > original) + Number(fraction >= layout.unitsPerSecond);
}

function isNearOne(seconds: number, times: readonly number[]): boolean {
  for (const time of times) if (isNear(seconds, time)) return true;
  return false;
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
