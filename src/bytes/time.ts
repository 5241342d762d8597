import type { Moment } from '../model/capture.ts';

/** Nanoseconds, 0 or more, as seconds and the remaining nanoseconds. */
export function momentOf(nanoseconds: bigint): Moment {
  return { seconds: Number(nanoseconds / 1_000_000_000n), nanoseconds: Number(nanoseconds % 1_000_000_000n) };
}

/** Decimal seconds with all nine digits: `1700000000.123456789`. */
export function timeText({ seconds, nanoseconds }: Moment): string {
  return `${seconds}.${nanoseconds.toString().padStart(9, '0')}`;
}

/** Seconds from one moment to another with six digits: `0.020263`, `-1.000000`; truncated to microseconds. */
export function elapsedText(from: Moment, to: Moment): string {
  let whole = to.seconds - from.seconds;
  let rest = to.nanoseconds - from.nanoseconds;
  const negative = whole < 0 || (whole === 0 && rest < 0);
  if (negative) [whole, rest] = [-whole, -rest];
  if (rest < 0) {
    whole--;
    rest += 1_000_000_000;
  }
  const micros = Math.floor(rest / 1000)
    .toString()
    .padStart(6, '0');
  return `${negative ? '-' : ''}${whole}.${micros}`;
}

/** Is one moment before another? */
export function isBefore(one: Moment, other: Moment): boolean {
  return one.seconds === other.seconds ? one.nanoseconds < other.nanoseconds : one.seconds < other.seconds;
}
