import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PcapngInterface, readInterface } from '../../../src/capture/pcapng/pcapng-interface.ts';
import { type BlockOption, interfaceBlock } from '../../support/captures/pcapng-blocks.ts';

const TIME = 1_700_000_000_123_456_789n;

function timeOf(from: PcapngInterface, time: bigint): [seconds: number, nanoseconds: number] {
  from.setTime(Number(time >> 32n), Number(time & 0xffff_ffffn));
  return [from.seconds, from.nanoseconds];
}

function read(options: BlockOption[], bigEndian = false): ReturnType<typeof readInterface> {
  const bytes = interfaceBlock({ linkType: 276, snapLength: 65_535, options }, bigEndian);
  return readInterface(bytes, 0, bytes.length, bigEndian);
}

describe('timestamps', () => {
  test.each([
    ['seconds', 0, 1_700_000_000n, 1_700_000_000, 0],
    ['milliseconds', 3, 1_700_000_000_123n, 1_700_000_000, 123_000_000],
    ['microseconds', 6, 1_700_000_000_123_456n, 1_700_000_000, 123_456_000],
    ['nanoseconds', 9, TIME, 1_700_000_000, 123_456_789],
    ['the last microsecond before a second', 6, 9_000_000_000_999_999n, 9_000_000_000, 999_999_000],
    ['10^-10 seconds', 10, 17_000_000_001_234_567_899n, 1_700_000_000, 123_456_789],
    ['10^-19 seconds', 19, 0xffff_ffff_ffff_ffffn, 1, 844_674_407],
    ['10^-127 seconds', 127, 0xffff_ffff_ffff_ffffn, 0, 0],
    ['2^-1 seconds', 0x81, 3_400_000_001n, 1_700_000_000, 500_000_000],
    ['2^-32 seconds', 0xa0, (1_700_000_000n << 32n) | 0x8000_0001n, 1_700_000_000, 500_000_000],
    ['2^-33 seconds', 0xa1, (1_700_000_000n << 33n) | 1n, 1_700_000_000, 0],
    ['2^-64 seconds', 0xc0, 1n << 62n, 0, 250_000_000],
  ])('%s', (_name, resolution, time, seconds, nanoseconds) => {
    expect(timeOf(new PcapngInterface(1, 0, resolution, 0), time)).toEqual([seconds, nanoseconds]);
  });

  test('every resolution agrees with exact integer arithmetic', () => {
    const word = fc.integer({ min: 0, max: 0xffff_ffff });
    const atTheLimits = fc.constantFrom(8, 9, 10, 11, 12, 0xa0, 0xa1, 0xa2, 0xa5, 0xa6, 0xa8);
    fc.assert(
      fc.property(
        fc.oneof(atTheLimits, fc.integer({ min: 0, max: 255 })),
        word,
        word,
        (resolution, high, low) => {
          const units = (resolution & 0x80 ? 2n : 10n) ** BigInt(resolution & 0x7f);
          const time = (BigInt(high) << 32n) | BigInt(low);
          const from = new PcapngInterface(1, 0, resolution, 0);
          expect(timeOf(from, time)).toEqual([
            Number(time / units),
            Number(((time % units) * 1_000_000_000n) / units),
          ]);
        },
      ),
      { seed: 1, numRuns: 3000 },
    );
  });

  test('an offset moves the seconds, in both kinds of arithmetic', () => {
    expect(timeOf(new PcapngInterface(1, 0, 9, -1_700_000_001), TIME)).toEqual([-1, 123_456_789]);
    expect(timeOf(new PcapngInterface(1, 0, 12, 100), 1_500_000_000_000n)).toEqual([101, 500_000_000]);
  });

  test('clearTime', () => {
    const from = new PcapngInterface(1, 0, 9, 77);
    timeOf(from, TIME);
    from.clearTime();
    expect([from.seconds, from.nanoseconds]).toEqual([0, 0]);
  });
});

describe('readInterface', () => {
  test('without options: microseconds', () => {
    const { description, problem } = read([]);
    expect(problem).toBeNull();
    expect(description).toMatchObject({ linkType: 276, snapLength: 65_535 });
    expect(timeOf(description, 1_500_000n)).toEqual([1, 500_000_000]);
  });

  test.each([[false], [true]])('options among others, big-endian %s', bigEndian => {
    const minusTwo = [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    const { description, problem } = read(
      [
        { code: 2, value: [101, 116, 104] },
        { code: 9, value: [9] },
        { code: 14, value: bigEndian ? minusTwo.reverse() : minusTwo },
      ],
      bigEndian,
    );
    expect(problem).toBeNull();
    expect(timeOf(description, TIME)).toEqual([1_699_999_998, 123_456_789]);
  });

  test('options after the end-of-options mark do not count', () => {
    const { description } = read([
      { code: 0, value: [] },
      { code: 9, value: [9] },
    ]);
    expect(timeOf(description, 1_500_000n)).toEqual([1, 500_000_000]);
  });

  test('an option that does not fit', () => {
    const bytes = interfaceBlock({ linkType: 1, options: [{ code: 9, value: [9] }] });
    new DataView(bytes.buffer).setUint16(18, 100, true);
    const { description, problem } = readInterface(bytes, 0, bytes.length, false);
    expect(problem).toBe('expected option 9 with up to 8 bytes, found 100');
    expect(timeOf(description, 1_500_000n)).toEqual([1, 500_000_000]);
  });

  test.each([
    [9, [6, 0], 'expected if_tsresol to have 1 byte, found 2'],
    [14, [1, 2, 3, 4], 'expected if_tsoffset to have 8 bytes, found 4'],
  ])('option %d of the wrong length', (code, value, expected) => {
    const { description, problem } = read([{ code, value }]);
    expect(problem).toBe(expected);
    expect(timeOf(description, 1_500_000n)).toEqual([1, 500_000_000]);
  });
});
