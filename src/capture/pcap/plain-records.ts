import type { FrameRows } from '../frame-rows.ts';
import { MAX_CAPTURED_LENGTH } from '../limits.ts';
import { isNear, RECORD_HEADER_LENGTH, type RecordLayout } from './pcap-chain.ts';

/**
 * Adds the plain records of classic pcap from `at` on, up to the first that is odd in any way or not whole in `bytes`:
 * times near each other, a fraction below a second, lengths that agree, and some bytes. Returns the offset after them.
 *
 * @param frame number of the frame before; @param lastSeconds its time, or -1 before the first.
 */
export function addPlainRecords(
  rows: FrameRows,
  bytes: Uint8Array,
  at: number,
  layout: RecordLayout,
  frame: number,
  lastSeconds: number,
): number {
  const { bigEndian, unitsPerSecond, extraLength, lengthsMaySwap } = layout;
  if (extraLength > 0 || lengthsMaySwap) return at;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const nanoseconds = 1_000_000_000 / unitsPerSecond;
  const last = bytes.length - RECORD_HEADER_LENGTH;
  let next = at;
  let number = frame;
  let before = lastSeconds;
  while (next <= last) {
    const seconds = view.getUint32(next, !bigEndian);
    const fraction = view.getUint32(next + 4, !bigEndian);
    const captured = view.getUint32(next + 8, !bigEndian);
    const original = view.getUint32(next + 12, !bigEndian);
    const start = next + RECORD_HEADER_LENGTH;
    const isSane =
      captured > 0 &&
      captured <= original &&
      captured <= MAX_CAPTURED_LENGTH &&
      original <= 0x7fffffff &&
      fraction < unitsPerSecond &&
      seconds > 0 &&
      (before < 0 || isNear(seconds, before));
    if (!isSane || start + captured > bytes.length) break;
    rows.add(++number, seconds, fraction * nanoseconds, start, captured, original);
    before = seconds;
    next = start + captured;
  }
  return next;
}
