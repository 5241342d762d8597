/** Decimal seconds with all nine digits: `1700000000.123456789`. */
export function timeText(seconds: number, nanoseconds: number): string {
  return `${seconds}.${nanoseconds.toString().padStart(9, '0')}`;
}

/** Seconds from one time to another with six digits: `0.020263`, `-1.000000`; what is below a microsecond is cut. */
export function elapsedText(
  seconds: number,
  nanoseconds: number,
  fromSeconds: number,
  fromNanoseconds: number,
): string {
  let whole = seconds - fromSeconds;
  let rest = nanoseconds - fromNanoseconds;
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
