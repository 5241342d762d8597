import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DamageLog, noLosses } from '../../../src/capture/damage.ts';
import { RecordWatch } from '../../../src/capture/record-watch.ts';
import { SnoopReader } from '../../../src/capture/snoop/snoop.ts';
import { snoopFile } from '../../support/captures/snoop-file.ts';
import { bytesFrom, codes, readAll } from '../read-all.ts';

const frames = [
  { seconds: 1_700_000_000, nanoseconds: 123_456_000, data: bytesFrom(1, 61) },
  { seconds: 1_700_000_001, nanoseconds: 999_999_000, data: bytesFrom(7, 33), originalLength: 1500 },
  { seconds: 1_700_000_002, nanoseconds: 0, data: bytesFrom(9, 64) },
  { seconds: 1_700_000_003, nanoseconds: 0, data: bytesFrom(3, 40) },
  { seconds: 1_700_000_004, nanoseconds: 0, data: bytesFrom(4, 40) },
  { seconds: 1_700_000_005, nanoseconds: 0, data: bytesFrom(5, 40) },
];
const FILE = snoopFile(frames);
/** Where the second record begins: behind 61 octets and their padding. */
const SECOND = 16 + 24 + 64;

function patched(at: number, value: number): Uint8Array {
  const copy = FILE.slice();
  new DataView(copy.buffer).setUint32(at, value);
  return copy;
}

describe('snoop', () => {
  test.each([undefined, 0, 6])('frames, times, lengths, offsets; padding %s', padding => {
    const reading = readAll(snoopFile(frames, padding === undefined ? {} : { padding }));
    expect(reading).toMatchObject({ issues: [], format: 'snoop', stopped: false });
    expect(
      reading.records.map(({ frame, seconds, nanoseconds, data }) => ({ frame, seconds, nanoseconds, data })),
    ).toEqual(
      frames.map(({ seconds, nanoseconds, data }, i) => ({ frame: i + 1, seconds, nanoseconds, data })),
    );
    expect(reading.records[1]).toMatchObject({ originalLength: 1500, linkType: 1, interfaceId: 0 });
    expect(reading.records[0]?.offset).toBe(40);
  });

  test('chunks of any size give the same', () => {
    const whole = readAll(FILE);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }), sizes => {
        expect(readAll(FILE, sizes)).toEqual(whole);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test.each([
    [0, 1],
    [4, 1],
    [9, 0],
    [14, 0],
  ])('datalink type %d is link type %d', (datalink, linkType) => {
    expect(readAll(snoopFile(frames, { datalink })).records[0]?.linkType).toBe(linkType);
  });

  test.each([
    ['another datalink type', snoopFile(frames, { datalink: 8 }), 12, 'loopback (9, 14), found 8'],
    ['another version', snoopFile(frames, { version: 1 }), 8, 'snoop version 2 to 5, found 1'],
    ['half a magic number', patched(4, 7), 0, 'found only its first 4 bytes'],
  ])('%s is refused', (_name, file, offset, message) => {
    const reading = readAll(file);
    expect(codes(reading)).toEqual([['snoop-header', null, offset]]);
    expect(reading.issues[0]?.message).toContain(message);
    expect(reading).toMatchObject({ records: [], stopped: true });
  });
});

describe('damage', () => {
  test.each([
    ['captured length beyond all', SECOND + 4, 300_000],
    ['captured length above the original one', SECOND + 4, 2000],
    ['record length', SECOND + 8, 7],
    ['microseconds', SECOND + 20, 1_000_000],
  ])('%s: one record is lost, and it keeps its number', (_name, at, value) => {
    const reading = readAll(patched(at, value));
    expect(codes(reading)).toEqual([['snoop-record-header', 2, SECOND]]);
    expect(reading.records.map(({ frame }) => frame)).toEqual([1, 3, 4, 5, 6]);
    expect(reading.losses).toEqual({ bytesSkipped: 24 + 36, resynchronisations: 1 });
    expect(reading.issues[0]?.message).toContain('60 bytes');
  });

  test('a file that is cut', () => {
    expect(codes(readAll(FILE.slice(0, 9)))).toEqual([['truncated-file', null, 0]]);
    expect(codes(readAll(FILE.slice(0, SECOND + 5)))).toEqual([['truncated-file', 2, SECOND]]);
    const inData = readAll(FILE.slice(0, -3));
    expect(codes(inData)).toEqual([['truncated-file', 6, FILE.length - 64]]);
    expect(inData.records.length).toBe(5);
    expect(readAll(FILE.slice(0, 16))).toMatchObject({ issues: [], records: [] });
  });

  test('whatever is changed or cut: no exception, and every frame lies in the file', () => {
    const change = fc.tuple(fc.nat({ max: FILE.length - 1 }), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 6 }),
        fc.nat({ max: FILE.length }),
        fc.integer({ min: 1, max: 80 }),
        (changes, length, size) => {
          const file = FILE.slice(0, length);
          for (const [offset, value] of changes) if (offset < length) file[offset] = value;
          const reader = new SnoopReader(
            0,
            new DamageLog(0, () => {}, noLosses()),
            new RecordWatch(() => {}),
          );
          for (let at = 0; at < length; at += size)
            for (const record of reader.push(file.slice(at, at + size)))
              expect(record.offset + record.data.length).toBeLessThanOrEqual(length);
          reader.end();
          expect(reader.stopped).toBe(true);
        },
      ),
      { seed: 1, numRuns: 2000 },
    );
  });
});
