import { elapsedText, timeText } from '../../bytes/time.ts';
import type { Moment } from '../../model/capture.ts';

/** Values of `-t`, as in tshark. */
export const TIME_FORMATS = ['r', 'a', 'ad', 'u', 'ud', 'd', 'dd', 'e'] as const;
export type TimeFormat = (typeof TIME_FORMATS)[number];

/**
 * The times of a list, with six digits of a second: `r` since the first frame; `a` the time of day, `ad` with the date;
 * `u` and `ud` the same in UTC; `d` and `dd` since the time before in the list; `e` since 1970-01-01 UTC.
 */
export class TimeColumn {
  /** Characters of most times. */
  readonly width: number;
  readonly #format: TimeFormat;
  readonly #start: Moment;
  #before: Moment | null = null;
  /** The last whole second, and its text: most times share it with the one before. */
  #second = Number.NaN;
  #secondText = '';

  /** @param start the time of the first frame. */
  constructor(format: TimeFormat, start: Moment) {
    this.#format = format;
    this.#start = start;
    this.width = WIDTHS[format];
  }

  /** The text of the next time in the list. */
  next(moment: Moment): string {
    switch (this.#format) {
      case 'r':
        return elapsedText(this.#start, moment);
      case 'd':
      case 'dd': {
        const text = elapsedText(this.#before ?? moment, moment);
        this.#before = { seconds: moment.seconds, nanoseconds: moment.nanoseconds };
        return text;
      }
      case 'e':
        return timeText(moment).slice(0, -'nnn'.length);
      default:
        return `${this.#wholeSecond(moment.seconds)}.${timeText(moment).slice(-'nnnnnnnnn'.length, -'nnn'.length)}`;
    }
  }

  #wholeSecond(seconds: number): string {
    if (seconds !== this.#second) {
      this.#second = seconds;
      this.#secondText = secondText(seconds, this.#format);
    }
    return this.#secondText;
  }
}

/** A time as a reader says it: absolute times have their own unit, all others are seconds. */
export function timeWords(text: string): string {
  return text.includes(':') ? text : `${text} s`;
}

const TIME_OF_DAY = '22:13:20.123456'.length;
const WITH_DATE = '2023-11-14 22:13:20.123456'.length;
const WIDTHS: Readonly<Record<TimeFormat, number>> = {
  r: '123.123456'.length,
  a: TIME_OF_DAY,
  ad: WITH_DATE,
  u: TIME_OF_DAY,
  ud: WITH_DATE,
  d: '123.123456'.length,
  dd: '123.123456'.length,
  e: '1700000000.123456'.length,
};

function secondText(seconds: number, format: TimeFormat): string {
  const date = new Date(seconds * 1000);
  // A damaged time may be beyond the years that a date can have.
  if (Number.isNaN(date.getTime())) return `${seconds}`;
  const isUtc = format === 'u' || format === 'ud';
  // As UTC, a local time gives the same numbers.
  const shown = isUtc ? date : new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  const [day = '', time = ''] = shown.toISOString().slice(0, -'.000Z'.length).split('T');
  return format.endsWith('d') ? `${day} ${time}` : time;
}
