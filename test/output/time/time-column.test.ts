import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  TIME_FORMATS,
  TimeColumn,
  type TimeFormat,
  timeWords,
} from '../../../src/output/time/time-column.ts';

let zone: string | undefined;
beforeAll(() => {
  zone = process.env.TZ;
  process.env.TZ = 'Asia/Kolkata';
});
afterAll(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

const START = { seconds: 1_795_221_001, nanoseconds: 305_509_000 };
const TIMES = [
  { seconds: 1_795_221_001, nanoseconds: 305_525_999 },
  { seconds: 1_795_221_002, nanoseconds: 5_000 },
  { seconds: 1_795_221_001, nanoseconds: 999_999_999 },
];

function times(format: TimeFormat): string[] {
  const column = new TimeColumn(format, START);
  return TIMES.map(moment => column.next(moment));
}

test.each([
  ['r', ['0.000016', '0.694496', '0.694490']],
  ['a', ['06:00:01.305525', '06:00:02.000005', '06:00:01.999999']],
  ['ad', ['2026-11-21 06:00:01.305525', '2026-11-21 06:00:02.000005', '2026-11-21 06:00:01.999999']],
  ['u', ['00:30:01.305525', '00:30:02.000005', '00:30:01.999999']],
  ['ud', ['2026-11-21 00:30:01.305525', '2026-11-21 00:30:02.000005', '2026-11-21 00:30:01.999999']],
  ['d', ['0.000000', '0.694479', '-0.000005']],
  ['dd', ['0.000000', '0.694479', '-0.000005']],
  ['e', ['1795221001.305525', '1795221002.000005', '1795221001.999999']],
] as const)('%s', (format, expected) => {
  expect(times(format)).toEqual(expected);
});

test('each format says how wide it is', () => {
  for (const format of TIME_FORMATS) {
    const { width } = new TimeColumn(format, START);
    for (const text of times(format)) expect(text.length).toBeLessThanOrEqual(width);
  }
});

test('a time beyond all years is a number', () => {
  const column = new TimeColumn('ad', START);
  expect(column.next({ seconds: 9e12, nanoseconds: 1000 })).toBe('9000000000000.000001');
});

test('a reader is told the unit of what is no time of day', () => {
  expect(times('r').map(timeWords)[0]).toBe('0.000016 s');
  expect(times('ad').map(timeWords)[0]).toBe('2026-11-21 06:00:01.305525');
});
