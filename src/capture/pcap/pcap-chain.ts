import { read32 } from '../byte-order.ts';
import { MAX_CAPTURED_LENGTH } from '../limits.ts';
import { PLACE, type PlaceVerdict } from '../resynchroniser.ts';

/** Length of a record header of classic pcap in bytes. */
export const RECORD_HEADER_LENGTH = 16;

/** Plausible headers in a row that are needed to resume at a place. */
const CHAIN = 3;

const DAY = 86_400;
/** Most seconds between two plausible records: captures pause for days, damage jumps years. */
const LONGEST_SILENCE = 30 * DAY;

/** The layout of the records of a file. */
export interface RecordLayout {
  readonly bigEndian: boolean;
  /** Units of the second timestamp word per second. */
  readonly unitsPerSecond: number;
  /** Bytes between the 16 bytes of the record header and the frame (modified pcap). */
  readonly extraLength: number;
  /** May the original length come first, as from some writers before version 2.4? */
  readonly lengthsMaySwap: boolean;
}

/**
 * Do records begin at a place? Three headers in a row are needed, each at the end of the record before, with a time
 * near the last one, a fraction below a second, and lengths that agree. At the end of the file fewer are enough if the
 * last record ends exactly there.
 *
 * @param times the first record must be near one of these seconds; empty: any time but 0
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
 * Do records continue after the one at `at`, whose header is odd but not impossible? Two headers must follow it, and
 * each of the three may be odd in one way: clocks may have been set, files with several clocks merged, or lengths
 * written in an unusual way.
 *
 * @param times seconds of earlier records; a time far from them and from those in this row is odd
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

/** The times for the check of the next header; null if this header cannot be in the row. */
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

/** In how many ways is a header with possible lengths odd? */
function oddities(
  bytes: Uint8Array,
  at: number,
  layout: RecordLayout,
  captured: number,
  times: readonly number[],
): number {
  const fraction = read32(bytes, at + 4, layout.bigEndian);
  const original = originalLengthAt(bytes, at, layout);
  // Fill bytes; or a header read four bytes too late, which shows the captured length twice.
  if (captured === 0 ? original === 0 : fraction === captured) return 2;
  const isFar = times.length > 0 && !isNearOne(read32(bytes, at, layout.bigEndian), times);
  return Number(isFar) + Number(captured > original) + Number(fraction >= layout.unitsPerSecond);
}

function isNearOne(seconds: number, times: readonly number[]): boolean {
  for (const time of times) if (isNear(seconds, time)) return true;
  return false;
}

/** May a record of this time follow one of the time `before`? At most a day back and 30 days ahead. */
export function isNear(seconds: number, before: number): boolean {
  return seconds >= before - DAY && seconds <= before + LONGEST_SILENCE;
}

/** The verdict if a header would lie beyond the bytes. */
function atEnd(ended: boolean, endsExactly: boolean): PlaceVerdict {
  if (!ended) return PLACE.UNDECIDED;
  return endsExactly ? PLACE.YES : PLACE.NO;
}

/** Captured length of a header; -1 if its lengths are impossible. */
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
