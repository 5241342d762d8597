import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CaptureRecord } from '../../src/model/capture.ts';
import { concat, pcapFile, pcapngFile } from '../support/captures/pcap-file.ts';
import { bytesFrom, codes, readAll } from './read-all.ts';

const frame = { seconds: 1_700_000_000, nanoseconds: 5_000, data: bytesFrom(3, 40) };

describe('choice of the format', () => {
  test.each([
    ['pcap', pcapFile([frame], { linkType: 1 })],
    ['pcapng', pcapngFile([frame], { linkType: 1 })],
  ])('%s, also when the magic number comes in pieces', (format, file) => {
    for (const chunks of [[file.length], [1], [3, 1, 1000], [2, 1, 4]]) {
      const reading = readAll(file, chunks);
      expect(reading.format).toBe(format);
      expect(reading.issues).toEqual([]);
      expect(reading.records).toMatchObject([{ frame: 1, ...frame }]);
    }
  });

  test('an empty file', () => {
    const reading = readAll(new Uint8Array(0));
    expect(reading.format).toBe('unknown');
    expect(codes(reading)).toEqual([['empty-file', null, 0]]);
    expect(reading.issues[0]).toMatchObject({ layer: 'input', damage: true });
  });

  test('fewer bytes than a magic number', () => {
    const reading = readAll(Uint8Array.of(0xd4, 0xc3, 0xb2), [1]);
    expect(codes(reading)).toEqual([['truncated-file', null, 0]]);
    expect(reading.issues[0]?.message).toBe('expected the 4 bytes of a magic number, found 3');
  });

  test('a known foreign format is named, and the reader stops', () => {
    const reading = readAll(Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3), [1, 1000]);
    expect(reading).toMatchObject({ stopped: true, format: 'unknown', records: [] });
    expect(codes(reading)).toEqual([['unsupported-format', null, 0]]);
    expect(reading.issues[0]?.message).toBe(
      'expected pcap, pcapng or snoop, found 1f8b0800, which looks like gzip compressed data',
    );
  });

  test('anything else', () => {
    const reading = readAll(new TextEncoder().encode('REGISTER sip:ims.example SIP/2.0\r\n'));
    expect(reading.stopped).toBe(true);
    expect(codes(reading)).toEqual([['unknown-format', null, 0]]);
    expect(reading.issues[0]?.message).toBe(
      'expected the magic number of pcap, pcapng or snoop, found 52454749',
    );
  });
});

const START = 1_700_000_000;
const frames = fc.array(
  fc
    .record({
      seconds: fc.integer({ min: START - 3600, max: START + 80_000 }),
      nanoseconds: fc.integer({ min: 0, max: 999_999 }).map(microseconds => microseconds * 1000),
      data: fc.uint8Array({ minLength: 1, maxLength: 80 }),
      cut: fc.nat(2000),
    })
    .map(({ cut, ...written }) => ({ ...written, originalLength: written.data.length + cut })),
  { maxLength: 12 },
);
const chunkSizes = fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 8 });
const format = fc.record({ pcapng: fc.boolean(), bigEndian: fc.boolean(), nanosecond: fc.boolean() });

function write(
  written: Parameters<typeof pcapFile>[0],
  as: { pcapng: boolean; bigEndian: boolean },
): Uint8Array {
  const options = { linkType: 113, ...as };
  return as.pcapng ? pcapngFile(written, options) : pcapFile(written, options);
}

/** A way to damage a file: what is there is overwritten, taken out, or moved on by what is put in. */
const damage = fc.record({
  kind: fc.constantFrom('flip', 'insert', 'delete'),
  at: fc.nat(100_000),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
});

function damaged(
  whole: Uint8Array,
  at: number,
  { kind, bytes }: { kind: string; bytes: Uint8Array },
): Uint8Array {
  const before = whole.subarray(0, at);
  if (kind === 'insert') return concat([before, bytes, whole.subarray(at)]);
  if (kind === 'delete') return concat([before, whole.subarray(at + bytes.length)]);
  const flipped = whole.slice();
  for (const [i, byte] of bytes.entries())
    if (at + i < whole.length) flipped[at + i] = (flipped[at + i] as number) ^ byte;
  return flipped;
}

/** The interface is one record for all its packets. */
function withoutSource({ source: _, ...record }: CaptureRecord): Omit<CaptureRecord, 'source'> {
  return record;
}

describe('damage anywhere behind the file header', () => {
  test.each([false, true])('pcapng %s: all frames before it are intact, and none is made up', pcapng => {
    fc.assert(
      fc.property(frames, format, damage, chunkSizes, (written, as, how, sizes) => {
        const whole = write(written, { ...as, pcapng });
        const sound = readAll(whole).records;
        const from = pcapng ? 28 + 32 : 24;
        const at = from + (how.at % Math.max(1, whole.length - from));
        const reading = readAll(damaged(whole, at, how), sizes);
        const before = sound.filter(({ offset, data }) => offset + endOf(data) <= at);
        expect(reading.records.slice(0, before.length).map(withoutSource)).toEqual(before.map(withoutSource));
        const texts = new Set(sound.map(textOf));
        // At most the frames that the damage lies in can be other than those written.
        const others = reading.records.filter(record => !texts.has(textOf(record)));
        expect(others.length).toBeLessThanOrEqual(touched(sound, at, how));
      }),
      { seed: 1, numRuns: 1500 },
    );
  });

  test('reading goes on behind it', () => {
    const written = Array.from({ length: 60 }, (_, i) => ({
      seconds: START + i,
      nanoseconds: 0,
      data: bytesFrom(i, 40 + i),
    }));
    fc.assert(
      fc.property(format, damage, (as, how) => {
        const whole = write(written, as);
        const at = 200 + (how.at % (whole.length - 1500));
        const reading = readAll(damaged(whole, at, how), [1000]);
        // A length that still looks right swallows the frames that it covers, and no more.
        expect(reading.records.length).toBeGreaterThanOrEqual(30);
        expect(reading.records.at(-1)?.data).toEqual(written.at(-1)?.data);
      }),
      { seed: 2, numRuns: 300 },
    );
  });
});

/** Where a frame ends, with the padding and the length behind it in pcapng. */
function endOf(data: Uint8Array): number {
  return ((data.length + 3) & ~3) + 4;
}

function textOf({ seconds, nanoseconds, data, originalLength }: CaptureRecord): string {
  return `${seconds} ${nanoseconds} ${originalLength} ${data}`;
}

/** Frames that may have been changed: those that overlap the damage, with their headers. */
function touched(sound: readonly CaptureRecord[], at: number, { bytes }: { bytes: Uint8Array }): number {
  return sound.filter(({ offset, data }) => offset - 60 < at + bytes.length && offset + data.length + 40 > at)
    .length;
}

describe('any file', () => {
  test('that was written reads back the same, however it is cut into chunks', () => {
    fc.assert(
      fc.property(frames, chunkSizes, format, (written, sizes, as) => {
        const file = write(written, as);
        const reading = readAll(file, sizes);
        expect(reading.issues).toEqual([]);
        expect(reading.records).toMatchObject(
          written.map((expected, i) => ({
            ...expected,
            frame: i + 1,
            file: 0,
            linkType: 113,
            interfaceId: 0,
          })),
        );
        for (const record of reading.records) {
          expect(record.data).toEqual(file.slice(record.offset, record.offset + record.data.length));
        }
      }),
      { seed: 1, numRuns: 400 },
    );
  });

  test('that was mutated never throws, and chunks make no difference', () => {
    const mutation = fc.tuple(fc.nat(2000), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(
        frames,
        format,
        fc.array(mutation, { maxLength: 4 }),
        fc.nat(2000),
        chunkSizes,
        (written, as, mutations, cut, sizes) => {
          const whole = write(written, as);
          const file = whole.slice(0, Math.max(4, whole.length - (cut % 3 === 0 ? cut : 0)));
          for (const [at, value] of mutations) file[4 + (at % Math.max(1, file.length - 4))] = value;
          const reading = readAll(file);
          expect(readAll(file, sizes)).toEqual(reading);
          for (const record of reading.records) {
            expect(record.nanoseconds).toBeGreaterThanOrEqual(0);
            expect(record.nanoseconds).toBeLessThan(1_000_000_000);
            expect(record.data).toEqual(file.slice(record.offset, record.offset + record.data.length));
          }
        },
      ),
      { seed: 1, numRuns: 600 },
    );
  });

  test('of arbitrary bytes after a magic number never throws', () => {
    const magic = fc.constantFrom(
      [],
      [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0],
      [0xa1, 0xb2, 0x3c, 0x4d, 0, 2, 0, 4],
      [0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 0x4d, 0x3c, 0x2b, 0x1a],
      [0x0a, 0x0d, 0x0d, 0x0a],
    );
    fc.assert(
      fc.property(magic, fc.uint8Array({ maxLength: 300 }), chunkSizes, (start, rest, sizes) => {
        const reading = readAll(Uint8Array.of(...start, ...rest), sizes);
        expect(reading.records.length).toBeLessThanOrEqual(rest.length / 12);
      }),
      { seed: 1, numRuns: 600 },
    );
  });
});
