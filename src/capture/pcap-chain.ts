import { read32 } from './byte-order.ts';
import { MAX_CAPTURED_LENGTH } from './limits.ts';
import { PLACE, type PlaceVerdict } from './resynchroniser.ts';

/** Length of a record header of classic pcap in bytes. */
export const RECORD_HEADER_LENGTH = 16;

/** Headers in a row that must be believable before records are read on from a place. */
const CHAIN = 3;

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
  return chainFrom(bytes, at, 0, ended, layout, time);
}

/**
 * Whether records go on after the one at `at`, whose own header is odd but not impossible: two headers as above
 * follow it, their time near the last one or near that of the odd header. They may be odd in their lengths as it is.
 */
export function recordsGoOnAfter(
  bytes: Uint8Array,
  at: number,
  ended: boolean,
  layout: RecordLayout,
  time: number | null,
): PlaceVerdict {
  if (at + RECORD_HEADER_LENGTH > bytes.length) return ended ? PLACE.NO : PLACE.UNDECIDED;
  const captured = read32(bytes, at + 8, layout.bigEndian);
  if (captured > MAX_CAPTURED_LENGTH) return PLACE.NO;
  const next = at + RECORD_HEADER_LENGTH + layout.extraLength + captured;
  const own = read32(bytes, at, layout.bigEndian);
  const longerThanOriginal = captured > read32(bytes, at + 12, layout.bigEndian);
  const verdict = chainFrom(bytes, next, 1, ended, layout, own, longerThanOriginal);
  if (verdict !== PLACE.NO || time === null) return verdict;
  return chainFrom(bytes, next, 1, ended, layout, time, longerThanOriginal);
}

/** True when a record of this time may follow one of that time: a day back at most, 30 days on at most. */
export function isNear(seconds: number, before: number): boolean {
  return seconds >= before - DAY && seconds <= before + LONGEST_SILENCE;
}

function chainFrom(
  bytes: Uint8Array,
  from: number,
  headersBefore: number,
  ended: boolean,
  layout: RecordLayout,
  before: number | null,
  mayExceedOriginal = false,
): PlaceVerdict {
  const { bigEndian, extraLength } = layout;
  let at = from;
  let time = before;
  for (let headers = headersBefore; headers < CHAIN; headers++) {
    if (at + RECORD_HEADER_LENGTH > bytes.length) {
      if (!ended) return PLACE.UNDECIDED;
      return at === bytes.length && headers > 0 ? PLACE.YES : PLACE.NO;
    }
    const captured = capturedLengthAt(bytes, at, layout, mayExceedOriginal);
    if (captured === 0) return PLACE.NO;
    const seconds = read32(bytes, at, bigEndian);
    if (time === null ? seconds === 0 : !isNear(seconds, time)) return PLACE.NO;
    time = seconds;
    at += RECORD_HEADER_LENGTH + extraLength + captured;
  }
  return PLACE.YES;
}

/** Captured length of a header whose fraction and lengths can be believed; otherwise 0. */
function capturedLengthAt(
  bytes: Uint8Array,
  at: number,
  { bigEndian, unitsPerSecond, lengthsMaySwap }: RecordLayout,
  mayExceedOriginal: boolean,
): number {
  const first = read32(bytes, at + 8, bigEndian);
  const second = read32(bytes, at + 12, bigEndian);
  const captured = lengthsMaySwap ? Math.min(first, second) : first;
  const original = lengthsMaySwap ? Math.max(first, second) : second;
  if (captured > MAX_CAPTURED_LENGTH || original > MAX_CAPTURED_LENGTH) return 0;
  if (captured > original && !mayExceedOriginal) return 0;
  return read32(bytes, at + 4, bigEndian) < unitsPerSecond ? captured : 0;
}
