/** Decimal seconds with all nine digits: `1700000000.123456789`. */
export function timeText(seconds: number, nanoseconds: number): string {
  return `${seconds}.${nanoseconds.toString().padStart(9, '0')}`;
}
