import { readU32 } from '../../bytes/read.ts';
import { MAX_CAPTURED_LENGTH } from '../limits.ts';
import { isNear } from '../pcap/pcap-chain.ts';
import { PLACE, type PlaceVerdict } from '../resynchroniser.ts';

/**
 * Octets of a record header of snoop (RFC 1761): original length, included length, record length, cumulative drops,
 * seconds, microseconds.
 */
export const SNOOP_RECORD_HEADER_LENGTH = 24;

/** Octets of padding at the end of a record that are believed: RFC 1761 pads to 4, some writers to more. */
const MAX_PADDING = 64;
/** Headers in a row that must be believable before records are read on from a place. */
const CHAIN = 3;

/**
 * Why a record header cannot be right, as one line; null if it can. Its 24 octets are there.
 *
 * @param lastSeconds time of the record before; -1 if there was none
 */
export function problemOf(bytes: Uint8Array, at: number, lastSeconds: number): string | null {
  const [original, included, record] = [readU32(bytes, at), readU32(bytes, at + 4), readU32(bytes, at + 8)];
  if (included > MAX_CAPTURED_LENGTH)
    return `expected a captured length up to ${MAX_CAPTURED_LENGTH}, found ${included}`;
  if (included > original)
    return `expected a captured length up to the original length ${original}, found ${included}`;
  const padding = record - SNOOP_RECORD_HEADER_LENGTH - included;
  if (padding < 0 || padding > MAX_PADDING)
    return `expected a record length of ${SNOOP_RECORD_HEADER_LENGTH + included} and padding, found ${record}`;
  const [seconds, microseconds] = [readU32(bytes, at + 16), readU32(bytes, at + 20)];
  if (microseconds >= 1_000_000) return `expected less than 1000000 microseconds, found ${microseconds}`;
  if (lastSeconds >= 0 && included === 0 && !isNear(seconds, lastSeconds))
    return `expected a record header with a time near ${lastSeconds}, found ${seconds}`;
  return null;
}

/**
 * Whether records begin at a place: three headers in a row, each where the one before it ends, with times near each
 * other. At the end of the file fewer will do if the last record ends exactly there.
 *
 * @param lastSeconds time near which the first must lie; -1: any
 */
export function recordsBeginAt(
  bytes: Uint8Array,
  at: number,
  ended: boolean,
  lastSeconds: number,
): PlaceVerdict {
  let place = at;
  let before = lastSeconds;
  for (let headers = 0; headers < CHAIN; headers++) {
    if (place + SNOOP_RECORD_HEADER_LENGTH > bytes.length) {
      if (!ended) return PLACE.UNDECIDED;
      return headers > 0 && place === bytes.length ? PLACE.YES : PLACE.NO;
    }
    const seconds = readU32(bytes, place + 16);
    const isFar = before < 0 ? seconds === 0 : !isNear(seconds, before);
    if (isFar || readU32(bytes, place + 4) === 0 || problemOf(bytes, place, before) !== null) return PLACE.NO;
    before = seconds;
    place += readU32(bytes, place + 8);
  }
  return PLACE.YES;
}
