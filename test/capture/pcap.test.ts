import { describe, expect, test } from 'vitest';
import { PcapReader } from '../../src/capture/pcap.ts';
import type { Issue } from '../../src/model/issue.ts';
import { concat, pcapFile } from '../support/pcap-file.ts';
import { bytesFrom, codes, readAll } from './read-all.ts';

const MAX = 262_144;
const frames = [
  { seconds: 1_700_000_000, nanoseconds: 123_456_789, data: bytesFrom(1, 60) },
  { seconds: 4_294_967_295, nanoseconds: 999_999_999, data: bytesFrom(7, 33), originalLength: 1500 },
  { seconds: 0, nanoseconds: 0, data: new Uint8Array(0), originalLength: 9 },
];

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
    expect(reading.records).toEqual([
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
        seconds: 4_294_967_295,
        nanoseconds: cut(999_999_999),
        originalLength: 1500,
        data: bytesFrom(7, 33),
        offset: 116,
      },
      {
        ...common,
        frame: 3,
        seconds: 0,
        nanoseconds: 0,
        originalLength: 9,
        data: new Uint8Array(0),
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
    const reader = new PcapReader(3, () => {});
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
  const big = { seconds: 1, nanoseconds: 0, data: bytesFrom(0, MAX) };
  const file = pcapFile([...frames, big, ...frames], { linkType: 1 });
  const lengthAt = 165 + 8;

  test('262,144 is read', () => {
    const reading = readAll(file, [65_536]);
    expect(reading.issues).toEqual([]);
    expect(reading.records.map(record => record.data.length)).toEqual([60, 33, 0, MAX, 60, 33, 0]);
  });

  test.each([[MAX + 1], [0xffff_ffff]])('%d stops the reader at once, with the frames before it', length => {
    const bad = patched(file, lengthAt, length);
    const issues: Issue[] = [];
    const reader = new PcapReader(0, issue => issues.push(issue));
    const header = 165 + 16;
    expect(reader.push(bad.subarray(0, header)).map(record => record.frame)).toEqual([1, 2, 3]);
    expect(reader.stopped).toBe(true);
    expect(issues).toEqual([
      {
        code: 'caplen-too-large',
        layer: 'capture',
        damage: true,
        file: 0,
        frame: 4,
        offset: 165,
        message: `expected a captured length up to 262144, found ${length}`,
      },
    ]);
    expect(reader.push(bad.subarray(header))).toEqual([]);
    expect(reader.end()).toEqual([]);
    expect(issues).toHaveLength(1);
  });

  test('no frame after the bad length, though its bytes are in the same chunk', () => {
    const reading = readAll(patched(file, lengthAt, MAX + 1));
    expect(reading.records.map(record => record.frame)).toEqual([1, 2, 3]);
    expect(codes(reading)).toEqual([['caplen-too-large', 4, 165]]);
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
    expect(codes(reading)).toEqual([['truncated-file', 2, 116]]);
    expect(reading.issues[0]).toMatchObject({
      damage: true,
      message: `expected 33 bytes of frame data, found ${found}`,
    });
  });

  test('is reported once', () => {
    const issues: Issue[] = [];
    const reader = new PcapReader(0, issue => issues.push(issue));
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

  test('2.4: a captured length above the original one is read as it stands', () => {
    const reading = readAll(patched(whole, 36, 20));
    expect(reading.issues).toEqual([]);
    expect(reading.records[0]).toMatchObject({ originalLength: 20, data: bytesFrom(7, 33) });
  });
});

test('the data of a batch are intact after later chunks', () => {
  const file = concat([pcapFile([...frames, ...frames], { linkType: 1 })]);
  const reader = new PcapReader(0, () => {});
  const first = reader.push(file.slice(0, 130));
  reader.push(file.slice(130));
  expect(first[0]?.data).toEqual(bytesFrom(1, 60));
});
