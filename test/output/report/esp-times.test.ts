import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EspTimes, INTERVALS } from '../../../src/output/report/esp-times.ts';

const SPI = { destination: '10.0.0.1', spi: 0x100 };

function at(milliseconds: number): { seconds: number; nanoseconds: number } {
  return {
    seconds: 1_700_000_000 + Math.floor(milliseconds / 1000),
    nanoseconds: (milliseconds % 1000) * 1e6,
  };
}

function times(capacity = 10): EspTimes {
  const made = new EspTimes(capacity);
  made.begin(1_700_000_000, 0);
  return made;
}

test('packets count in their millisecond, those with a bad ICV twice', () => {
  const counted = times();
  for (const milliseconds of [0, 3, 3, 95])
    counted.note({ ...SPI, ...at(milliseconds), icvBad: milliseconds === 95 });
  const { packets, bad } = counted.of('10.0.0.1', 0x100) ?? { packets: [], bad: [] };
  expect([counted.interval, packets[0], packets[3], packets[95]]).toEqual([1e6, 1, 2, 1]);
  expect([bad[0], bad[95]]).toEqual([0, 1]);
});

test('intervals become longer, and no packet is lost', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 10_000_000 }), { minLength: 1, maxLength: 50 }), list => {
      const counted = times();
      for (const milliseconds of list) counted.note({ ...SPI, ...at(milliseconds), icvBad: false });
      const { packets } = counted.of('10.0.0.1', 0x100) ?? { packets: new Uint32Array() };
      const expected = new Array(INTERVALS).fill(0);
      for (const milliseconds of list) expected[Math.floor((milliseconds * 1e6) / counted.interval)]++;
      expect([...packets]).toEqual(expected);
    }),
  );
});

test('a clock that was set back counts for the first interval', () => {
  const counted = times();
  counted.note({ ...SPI, seconds: 1_600_000_000, nanoseconds: 0, icvBad: false });
  expect(counted.of('10.0.0.1', 0x100)?.packets[0]).toBe(1);
});

test('there is a bound of SPIs', () => {
  const counted = times(1);
  counted.note({ ...SPI, ...at(0), icvBad: false });
  counted.note({ ...SPI, spi: 0x200, ...at(0), icvBad: false });
  expect([counted.of('10.0.0.1', 0x200), counted.left]).toEqual([null, 1]);
});
