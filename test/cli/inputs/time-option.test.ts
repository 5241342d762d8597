import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { timeSpanOf } from '../../../src/cli/inputs/time-option.ts';
import { CommandError, EXIT } from '../../../src/cli/terminal/terminal.ts';

let zone: string | undefined;
beforeAll(() => {
  zone = process.env.TZ;
  process.env.TZ = 'Asia/Kolkata';
});
afterAll(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

const START = { seconds: 1_795_221_001, nanoseconds: 0 };

/** Is the moment the first that the span of this `--from` holds? */
function begins(from: string, seconds: number, nanoseconds = 0): boolean {
  const span = timeSpanOf(from, undefined);
  span?.begin(START);
  const before =
    nanoseconds === 0
      ? { seconds: seconds - 1, nanoseconds: 999_999_999 }
      : { seconds, nanoseconds: nanoseconds - 1 };
  return span?.holds({ seconds, nanoseconds }) === true && !span.holds(before);
}

test('without both there is no span', () => {
  expect(timeSpanOf(undefined, undefined)).toBeNull();
});

test.each([
  ['+30', 30, 0],
  ['+1.5', 1, 500_000_000],
  ['90s', 90, 0],
  ['2m', 120, 0],
  ['+2m', 120, 0],
  ['1h30m', 5400, 0],
  ['250ms', 0, 250_000_000],
  ['1.25s', 1, 250_000_000],
  ['1d', 86_400, 0],
])('%s after the first frame', (text, seconds, nanoseconds) => {
  expect(begins(text, START.seconds + seconds, nanoseconds)).toBe(true);
});

test.each([
  ['1795221001', 1_795_221_001, 0],
  ['1795221001.305525999', 1_795_221_001, 305_525_999],
  ['2026-11-21T00:30:01Z', 1_795_221_001, 0],
  ['2026-11-21t00:30z', 1_795_221_000, 0],
  ['2026-11-21 01:30:01.25+01:00', 1_795_221_001, 250_000_000],
  ['2026-11-20T19:30:01,5-0500', 1_795_221_001, 500_000_000],
  ['2026-11-21 06:00:01', 1_795_221_001, 0],
  ['2026-11-21 06:00', 1_795_221_000, 0],
  ['2026-11-21', 1_795_199_400, 0],
])('%s is absolute', (text, seconds, nanoseconds) => {
  expect(begins(text, seconds, nanoseconds)).toBe(true);
});

test.each([
  '',
  'now',
  '-5',
  '12:00',
  '+x',
  '5x',
  '1e9',
  '2026-02-30',
  '2026-13-01',
  '2026-11-21T25:00',
  '2026-11-21T00:30:61',
  '2026-11-21T00:30.5',
  '2026-11-21T00:30:01+25:00',
  '1960-01-01T00:00:00Z',
])('%j is refused, with examples', text => {
  expect(() => timeSpanOf(text, undefined)).toThrow(
    /^--from: expected a time such as .*, \+30 or 2m, found '/,
  );
  expect(() => timeSpanOf(undefined, text)).toThrow(/^--to: /);
});

test('a bare number is probably meant from the first frame', () => {
  expect(() => timeSpanOf('30', undefined)).toThrow("found '30'; 30 s after the first frame is +30");
});

test('an end before its start is refused where both are of one kind', () => {
  expect(() => timeSpanOf('2m', '+30')).toThrow("--to: expected a time after that of --from, found '+30'");
  expect(() => timeSpanOf('1795221001', '+30')).not.toThrow();
});

test('any other text is a usage error of one line', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      try {
        timeSpanOf(text, undefined);
      } catch (error) {
        expect(error).toBeInstanceOf(CommandError);
        expect((error as CommandError).exitCode).toBe(EXIT.USAGE);
      }
    }),
  );
});
