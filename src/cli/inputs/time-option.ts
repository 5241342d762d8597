import { isBefore } from '../../bytes/time.ts';
import { type TimeBound, TimeSpan } from '../../output/time/time-span.ts';
import { CommandError, EXIT } from '../terminal/terminal.ts';

/**
 * The time of `--from` and `--to`; null without both.
 *
 * @throws CommandError for what is no time, and for an end before its start.
 */
export function timeSpanOf(from: string | undefined, to: string | undefined): TimeSpan | null {
  if (from === undefined && to === undefined) return null;
  const start = from === undefined ? null : boundOf('--from', from);
  const end = to === undefined ? null : boundOf('--to', to);
  if (start !== null && end !== null && start.isRelative === end.isRelative && isBefore(end, start))
    throw new CommandError(`--to: expected a time after that of --from, found '${to}'`, EXIT.USAGE);
  return new TimeSpan(start, end);
}

function boundOf(option: string, text: string): TimeBound {
  const bound = relative(text) ?? epoch(text) ?? calendar(text);
  if (bound !== null) return bound;
  const hint = /^\d+$/.test(text) ? `; ${text} s after the first frame is +${text}` : '';
  throw new CommandError(
    `${option}: expected a time such as 2026-11-21T00:30:01, 1795221001.5, +30 or 2m, found '${text.slice(0, 40)}'${hint}`,
    EXIT.USAGE,
  );
}

const SECONDS = new Map([
  ['ms', 0.001],
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
]);

/** After the first frame: `+30`, `+1.5`, `90s`, `2m`, `1h30m`. */
function relative(text: string): TimeBound | null {
  const plain = /^\+(\d{1,9})(?:\.(\d{1,9}))?$/.exec(text);
  if (plain !== null) return { ...exact(plain), isRelative: true };
  if (!/^\+?(?:\d{1,9}(?:\.\d{1,9})?(?:ms|[smhd])){1,4}$/.test(text)) return null;
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/(\d{1,9}(?:\.\d{1,9})?)(ms|[smhd])/g))
    sum += Number(number) * (SECONDS.get(unit as string) as number);
  const seconds = Math.floor(sum);
  return { seconds, nanoseconds: Math.min(Math.round((sum - seconds) * 1e9), 999_999_999), isRelative: true };
}

/** Seconds since 1970; so few digits are meant to be something else. */
function epoch(text: string): TimeBound | null {
  const match = /^(\d{9,11})(?:\.(\d{1,9}))?$/.exec(text);
  return match === null ? null : { ...exact(match), isRelative: false };
}

function exact([, seconds, fraction = '']: RegExpExecArray) {
  return { seconds: Number(seconds), nanoseconds: Number(fraction.padEnd(9, '0')) };
}

const CALENDAR = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?:(:\d\d)(?:[.,](\d{1,9}))?)?)?(Z|[+-]\d\d:?\d\d)?$/i;

/** A date, or date and time as in ISO 8601; without a zone it is that of this machine, as in tshark. */
function calendar(text: string): TimeBound | null {
  const [, day, minute = '00:00', second = ':00', fraction = '', zone = ''] = CALENDAR.exec(text) ?? [];
  if (day === undefined) return null;
  const withColon = zone.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  // Without its zone a day that the calendar does not have shows itself: it comes back as another.
  const asUtc = new Date(`${day}T${minute}${second}Z`);
  if (Number.isNaN(asUtc.getTime()) || !asUtc.toISOString().startsWith(day)) return null;
  const milliseconds = new Date(`${day}T${minute}${second}${withColon}`).getTime();
  if (Number.isNaN(milliseconds) || milliseconds < 0) return null;
  return { seconds: milliseconds / 1000, nanoseconds: Number(fraction.padEnd(9, '0')), isRelative: false };
}
