import { describe, expect, test } from 'vitest';
import { DamageLog, noLosses } from '../../../src/capture/damage.ts';
import { PcapReader } from '../../../src/capture/pcap/pcap.ts';
import { RecordWatch } from '../../../src/capture/record-watch.ts';
import type { Issue, Report } from '../../../src/model/issue.ts';
import { concat, pcapFile } from '../../support/captures/pcap-file.ts';
import { bytesFrom, codes, readAll } from '../read-all.ts';

const MAX = 262_144;
const frames = [
  { seconds: 1_700_000_000, nanoseconds: 123_456_789, data: bytesFrom(1, 60) },
  { seconds: 1_700_000_001, nanoseconds: 999_999_999, data: bytesFrom(7, 33), originalLength: 1500 },
  { seconds: 1_700_000_000, nanoseconds: 0, data: bytesFrom(9, 1), originalLength: 9 },
];

function readerOf(report: Report = () => {}, file = 0): PcapReader {
  const damage = new DamageLog(file, report, noLosses());
  return new PcapReader(file, damage, new RecordWatch(report));
}

/** The file with one 32-bit little-endian word changed. */
function patched(file: Uint8Array, at: number, value: number): Uint8Array {
  const copy = file.slice();
  new DataView(copy.buffer).setUint32(at, value, true);
  return copy;
}

describe('classic pcap', () => {
  test.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('big-endian %s, nanosecond %s: frames, times, lengths, offsets', (bigEndian, nanosecond) => {
    const file = pcapFile(frames, { linkType: 113, bigEndian, nanosecond });
    const reading = readAll(file);
    expect(reading.issues).toEqual([]);
    expect(reading.format).toBe('pcap');
    const common = { file: 0, linkType: 113, interfaceId: 0 };
    const cut = (nanoseconds: number): number =>
      nanosecond ? nanoseconds : nanoseconds - (nanoseconds % 1000);
    expect(reading.records).toMatchObject([
      {
        ...common,
        frame: 1,
        seconds: 1_700_000_000,
        nanoseconds: cut(123_456_789),
        originalLength: 60,
        data: bytesFrom(1, 60),
        offset: 40,
      },
      {
        ...common,
        frame: 2,
        seconds: 1_700_000_001,
        nanoseconds: cut(999_999_999),
        originalLength: 1500,
        data: bytesFrom(7, 33),
        offset: 116,
      },
      {
        ...common,
        frame: 3,
        seconds: 1_700_000_000,
        nanoseconds: 0,
        originalLength: 9,
        data: bytesFrom(9, 1),
        offset: 165,
      },
    ]);
  });

  test('one byte at a time gives the same', () => {
    const file = pcapFile(frames, { linkType: 1 });
    expect(readAll(file, [1])).toEqual(readAll(file));
  });

  test('gives the frames of a chunk when that chunk comes, not later', () => {
    const file = pcapFile(frames, { linkType: 1 });
    const reader = readerOf(() => {}, 3);
    expect(reader.push(file.subarray(0, 99))).toEqual([]);
    expect(reader.push(file.subarray(99, 100)).map(record => [record.file, record.frame])).toEqual([[3, 1]]);
    expect(reader.push(file.subarray(100)).map(record => record.frame)).toEqual([2, 3]);
    expect(reader.stopped).toBe(false);
  });

  test('FCS bits in the link-type word are dropped', () => {
    expect(readAll(pcapFile(frames, { linkType: 0x5400_0001 })).records[0]?.linkType).toBe(1);
  });

  test.each([
    ['microseconds', false, 4_294_967_295, 4294, 967_295_000],
    ['microseconds', false, 1_000_000, 1, 0],
    ['nanoseconds', true, 4_294_967_295, 4, 294_967_295],
    ['nanoseconds', true, 1_000_000_000, 1, 0],
  ])('%s beyond a second are carried (%s, %d)', (_unit, nanosecond, word, carry, nanoseconds) => {
    const file = patched(pcapFile(frames, { linkType: 1, nanosecond }), 28, word);
    const reading = readAll(file);
    expect(reading.issues).toEqual([]);
    expect(reading.records[0]).toMatchObject({ seconds: 1_700_000_000 + carry, nanoseconds });
  });
});

describe('captured length', () => {
  const big = { seconds: 1_700_000_002, nanoseconds: 0, data: bytesFrom(0, MAX) };
  const file = pcapFile([...frames, big, ...frames], { linkType: 1 });
  const bad = 166;
  const lengthAt = bad + 8;

  test('262,144 is read', () => {
    const reading = readAll(file, [65_536]);
    expect(reading.issues).toEqual([]);
    expect(reading.records.map(record => record.data.length)).toEqual([60, 33, 1, MAX, 60, 33, 1]);
  });

  test.each([[MAX + 1], [0xffff_ffff]])('%d is not waited for: the next records are sought', length => {
    const damaged = patched(file, lengthAt, length);
    for (const sizes of [[file.length], [65_536], [1, 150_000]]) {
      const reading = readAll(damaged, sizes);
      expect(reading.records.map(({ frame, data }) => [frame, data.length])).toEqual([
        [1, 60],
        [2, 33],
        [3, 1],
        [5, 60],
        [6, 33],
        [7, 1],
      ]);
      const skipped = 16 + MAX;
      expect(reading.issues).toEqual([
        {
          code: 'caplen-too-large',
          layer: 'capture',
          damage: true,
          file: 0,
          frame: 4,
          offset: bad,
          message: `expected a captured length up to 262144, found ${length}; ${skipped} bytes skipped, reading resumes at ${bad + skipped}`,
        },
      ]);
      expect(reading.losses).toEqual({ bytesSkipped: skipped, resynchronisations: 1 });
    }
  });

  test('nothing that can be believed comes after it', () => {
    const reading = readAll(patched(file, lengthAt, MAX + 1).subarray(0, bad + 1000), [300]);
    expect(reading.records).toHaveLength(3);
    expect(codes(reading)).toEqual([['caplen-too-large', 4, bad]]);
    expect(reading.issues[0]?.message).toContain('; the last 1000 bytes of the file are lost');
    expect(reading.losses).toEqual({ bytesSkipped: 1000, resynchronisations: 0 });
  });

  test('one that leads into the next frames: they are read all the same', () => {
    const many = Array.from({ length: 9 }, (_, i) => ({
      seconds: 1_700_000_000 + i,
      nanoseconds: 0,
      data: bytesFrom(i, 50),
    }));
    const whole = pcapFile(many, { linkType: 1 });
    for (const length of [51, 90, 1000, 20_000]) {
      const reading = readAll(patched(whole, 24 + 66 + 8, length));
      expect(reading.records.map(record => record.frame)).toEqual([1, 3, 4, 5, 6, 7, 8, 9]);
      expect(codes(reading)).toEqual([['pcap-record-header', 2, 24 + 66]]);
      expect(reading.losses).toEqual({ bytesSkipped: 66, resynchronisations: 1 });
    }
  });
});

describe('bytes that are no records', () => {
  const seen = frames.map(({ data }) => data);

  test('zeros at the end, as an unfinished file has them', () => {
    const file = concat([pcapFile(frames, { linkType: 1 }), new Uint8Array(5000)]);
    const reading = readAll(file, [512]);
    expect(reading.records.map(record => record.data)).toEqual(seen);
    expect(codes(reading)).toEqual([['pcap-record-header', 4, 166]]);
    expect(reading.losses.bytesSkipped).toBe(5000);
  });

  test('a second file appended to the first', () => {
    const file = concat([pcapFile(frames, { linkType: 1 }), pcapFile(frames, { linkType: 1 })]);
    const reading = readAll(file);
    expect(reading.records.map(record => record.data)).toEqual([...seen, ...seen]);
    expect(reading.losses).toEqual({ bytesSkipped: 24, resynchronisations: 1 });
  });

  test('a clock that is set, and frames of no bytes, are no damage', () => {
    const odd = [
      ...frames,
      { seconds: 5, nanoseconds: 0, data: new Uint8Array(0), originalLength: 9 },
      { seconds: 6, nanoseconds: 0, data: bytesFrom(1, 10) },
      { seconds: 7, nanoseconds: 0, data: bytesFrom(1, 10) },
    ];
    const reading = readAll(pcapFile(odd, { linkType: 1 }));
    expect(reading.records.map(record => record.frame)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(codes(reading)).toEqual([
      ['zero-length-record', 4, 182],
      ['time-jump', 4, 182],
    ]);
    expect(reading.issues.every(({ damage }) => !damage)).toBe(true);
  });

  test('frames of several clocks are all read', () => {
    const written = Array.from({ length: 400 }, (_, i) => ({
      seconds: [1_700_000_000, 12, 900_000_000][i % 3] as number,
      nanoseconds: 0,
      data: bytesFrom(i, 20),
    }));
    const reading = readAll(pcapFile(written, { linkType: 1 }), [777]);
    expect(reading.records).toHaveLength(400);
    expect(codes(reading)).toEqual([['time-jump', 2, 76]]);
  });

  test('so much damage that the file is given up', () => {
    const garbage = new Uint8Array(40).fill(0xee);
    const records = pcapFile(frames, { linkType: 1 }).subarray(24);
    const parts = Array.from({ length: 1100 }, () => [records, garbage]).flat();
    const reading = readAll(concat([pcapFile([], { linkType: 1 }), ...parts]));
    expect(reading.stopped).toBe(true);
    expect(reading.records).toHaveLength(3 * 1000);
    expect(reading.issues.at(-1)?.code).toBe('too-damaged');
  });
});

describe('modified pcap (Kuznetzov)', () => {
  /** The same records with longer headers and the other magic number. */
  function modified(extra: number, bigEndian: boolean): Uint8Array {
    const parts = frames.map(frame => {
      const record = pcapFile([frame], { linkType: 113, bigEndian }).subarray(24);
      return concat([record.subarray(0, 16), new Uint8Array(extra).fill(1), record.subarray(16)]);
    });
    const header = pcapFile([], { linkType: 113, bigEndian });
    new DataView(header.buffer).setUint32(0, 0xa1b2cd34, !bigEndian);
    return concat([header, ...parts]);
  }

  test.each([
    [8, false],
    [8, true],
    [0, false],
    [0, true],
    [12, false],
  ])('%d bytes more in each record header, big-endian %s', (extra, bigEndian) => {
    const file = modified(extra, bigEndian);
    const reading = readAll(file);
    expect(reading.issues).toEqual([]);
    expect(reading.records).toMatchObject(
      frames.map(({ seconds, data, originalLength }, i) => ({
        frame: i + 1,
        seconds,
        data,
        originalLength: originalLength ?? data.length,
        linkType: 113,
      })),
    );
    for (const { data, offset } of reading.records)
      expect(file.slice(offset, offset + data.length)).toEqual(data);
    expect(readAll(file, [1])).toEqual(reading);
  });

  test('a cut one, and one with damage', () => {
    const file = modified(8, false);
    expect(codes(readAll(file.subarray(0, file.length - 1)))).toEqual([['truncated-file', 3, 24 + 84 + 57]]);
    const twice = concat([file, file.subarray(24)]);
    const reading = readAll(patched(twice, 24 + 84 + 8, 0xffff_ffff));
    expect(reading.records.map(record => record.frame)).toEqual([1, 3, 4, 5, 6]);
    expect(reading.losses.bytesSkipped).toBe(57);
  });
});

describe('a cut file', () => {
  const file = pcapFile(frames.slice(0, 2), { linkType: 1 });

  test('within the file header', () => {
    for (const length of [4, 23]) {
      const reading = readAll(file.subarray(0, length));
      expect(codes(reading)).toEqual([['truncated-file', null, 0]]);
      expect(reading.issues[0]?.message).toBe(`expected 24 bytes of file header, found ${length}`);
    }
  });

  test('right after the file header it is whole, and empty', () => {
    expect(readAll(file.subarray(0, 24))).toMatchObject({ records: [], issues: [], stopped: false });
  });

  test('within a record header', () => {
    const reading = readAll(file.subarray(0, 100 + 15));
    expect(reading.records).toHaveLength(1);
    expect(codes(reading)).toEqual([['truncated-file', 2, 100]]);
    expect(reading.issues[0]?.message).toBe('expected 16 bytes of record header, found 15');
  });

  test.each([[0], [32]])('within the data, %d bytes of them there', found => {
    const reading = readAll(file.subarray(0, 116 + found));
    expect(reading.records).toHaveLength(1);
    expect(codes(reading)).toEqual([['truncated-file', 2, 100]]);
    expect(reading.issues[0]).toMatchObject({
      damage: true,
      message: `expected 33 bytes of frame data, found ${found}`,
    });
  });

  test('is reported once', () => {
    const issues: Issue[] = [];
    const reader = readerOf(issue => issues.push(issue));
    reader.push(file.subarray(0, 50));
    reader.end();
    reader.end();
    expect(issues).toHaveLength(1);
  });
});

describe('version', () => {
  const whole = pcapFile(frames.slice(1, 2), { linkType: 1 });

  test.each([
    [1, 4],
    [7, 4],
    [543, 0],
  ])('%d.%d is refused', (major, minor) => {
    const reading = readAll(patched(whole, 4, major + minor * 0x10000));
    expect(reading.records).toEqual([]);
    expect(reading.stopped).toBe(true);
    expect(codes(reading)).toEqual([['pcap-version', null, 4]]);
    expect(reading.issues[0]?.message).toBe(`expected pcap version 2.x, found ${major}.${minor}`);
  });

  test('2.2 and 2.3: the original length may stand first', () => {
    const swapped = patched(patched(whole, 32, 1500), 36, 33);
    for (const minor of [2, 3]) {
      for (const file of [whole, swapped]) {
        const reading = readAll(patched(file, 4, 2 + minor * 0x10000));
        expect(reading.issues).toEqual([]);
        expect(reading.records[0]).toMatchObject({
          originalLength: 1500,
          data: bytesFrom(7, 33),
          offset: 40,
        });
      }
    }
  });

  test('2.4: a captured length above the original one is read as it stands, when records follow it', () => {
    const many = pcapFile(
      Array.from({ length: 50 }, () => ({
        ...frames[1],
        data: bytesFrom(7, 33),
        originalLength: 20,
      })) as typeof frames,
      { linkType: 1 },
    );
    for (const [file, count] of [
      [patched(whole, 36, 20), 1],
      [many, 50],
    ] as const) {
      const reading = readAll(file, [70]);
      expect(reading.issues).toEqual([]);
      expect(reading.records).toHaveLength(count);
      expect(reading.records[0]).toMatchObject({ originalLength: 20, data: bytesFrom(7, 33) });
    }
  });
});

test('the data of a batch are intact after later chunks', () => {
  const file = concat([pcapFile([...frames, ...frames], { linkType: 1 })]);
  const reader = readerOf();
  const first = reader.push(file.slice(0, 130));
  reader.push(file.slice(130));
  expect(first[0]?.data).toEqual(bytesFrom(1, 60));
});
