import type { GivenOpener } from '../sa/given-opener.ts';
import type { Generation } from '../sa/spi-entry.ts';

/**
 * Packets of an SA that are tried with 64-bit sequence numbers (ESN) as long as none was decrypted: some may be
 * damaged, and each costs a trial.
 */
export const EXTENDED_TRIALS = 8;

const HALF = 2 ** 31;

type Position = Pick<Generation, 'high' | 'low'>;

/**
 * Possible high halves of the first packet of an SA: 0, 1 after a wrap, and the number from the user with the next one.
 */
export function firstHighs(given: readonly GivenOpener[]): Iterable<number> {
  const highs = new Set([0, 1]);
  for (const { sequenceHigh } of given.map(opener => opener.given))
    if (sequenceHigh !== null) highs.add(sequenceHigh).add((sequenceHigh + 1) >>> 0);
  return highs;
}

/** The high half with which a sequence number is nearest to the highest that verified (RFC 4303 §A2.1). */
export function highOf({ high, low }: Position, sequence: number): number {
  if (sequence - low < -HALF) return high + 1;
  return sequence - low > HALF && high > 0 ? high - 1 : high;
}

/** Keeps the sequence number of a verified packet if it is the highest. */
export function noteSequence(position: Position, sequence: number): void {
  const high = highOf(position, sequence);
  if (high < position.high || (high === position.high && sequence <= position.low)) return;
  position.high = high;
  position.low = sequence;
}
