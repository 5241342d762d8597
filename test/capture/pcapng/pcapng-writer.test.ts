import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OPTION, PACKET_WORDS, readOptions } from '../../../src/capture/pcapng/pcapng-options.ts';
import { type FrameToWrite, PcapngWriter } from '../../../src/capture/pcapng/pcapng-writer.ts';
import type { CaptureInterface, CaptureRecord } from '../../../src/model/capture.ts';
import { concat, pcapFile } from '../../support/captures/pcap-file.ts';
import {
  type BlockOption,
  enhancedPacketBlock,
  interfaceBlock,
  NANOSECOND_RESOLUTION,
  sectionHeaderBlock,
} from '../../support/captures/pcapng-blocks.ts';
import { bytesFrom, type Reading, readAll } from '../read-all.ts';

const text = (code: number, value: string): BlockOption => ({ code, value: [...Buffer.from(value)] });

function asItIs(record: CaptureRecord, comments: readonly string[] = []): FrameToWrite {
  return { record, data: record.data, originalLength: record.originalLength, comments };
}

function written(frames: readonly FrameToWrite[]): Reading {
  const writer = new PcapngWriter('test 1');
  const pieces: Uint8Array[] = [];
  for (const frame of frames) {
    writer.add(frame);
    if (writer.length > 1000) pieces.push(writer.take());
  }
  writer.begin();
  pieces.push(writer.take());
  expect(writer.length).toBe(0);
  const reading = readAll(concat(pieces));
  expect(reading.issues.filter(({ damage }) => damage)).toEqual([]);
  return reading;
}

const source = (resolution: number, linkType = 1): CaptureInterface => ({
  linkType,
  snapLength: 65_535,
  resolution,
  options: [],
  section: null,
});

function recordOf(changes: Partial<CaptureRecord> = {}): CaptureRecord {
  const data = bytesFrom(1, 21);
  return {
    file: 0,
    frame: 1,
    seconds: 1_700_000_000,
    nanoseconds: 123_456_789,
    linkType: 1,
    interfaceId: 0,
    originalLength: 21,
    data,
    offset: 0,
    ...changes,
  };
}

function optionTexts(options: CaptureInterface['options'], code: number): string[] {
  return options.filter(option => option.code === code).map(({ value }) => Buffer.from(value).toString());
}

function commentsOf(record: CaptureRecord | undefined): string[] {
  if (record?.options === undefined) return [];
  return optionTexts(
    readOptions(record.options, 0, record.options.length, false, PACKET_WORDS),
    OPTION.COMMENT,
  );
}

describe('frames', () => {
  test('any frames of any interfaces read back the same', () => {
    const interfaces = [source(9), source(9, 276), source(6), source(3), source(0, 113)];
    const frame = fc.record({
      from: fc.constantFrom(...interfaces),
      seconds: fc.oneof(
        fc.integer({ min: 0, max: 0xffff_ffff }),
        fc.constantFrom(0xffff, 0x10000, 18_000_000_000),
      ),
      nanoseconds: fc.integer({ min: 0, max: 999_999_999 }),
      data: fc.uint8Array({ maxLength: 2000 }),
      missing: fc.integer({ min: 0, max: 9000 }),
      comments: fc.array(fc.string({ maxLength: 30 }), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 20 }), frames => {
        const records = frames.map(({ from, seconds, nanoseconds, data, missing }, i) => {
          const unit = 10 ** (9 - from.resolution);
          return recordOf({
            frame: i + 1,
            seconds,
            nanoseconds: nanoseconds - (nanoseconds % unit),
            linkType: from.linkType,
            originalLength: data.length + missing,
            data,
            source: from,
          });
        });
        const back = written(records.map((one, i) => asItIs(one, frames[i]?.comments)));
        const facts = ({
          frame,
          seconds,
          nanoseconds,
          linkType,
          originalLength,
          data,
          source,
        }: CaptureRecord) => [
          frame,
          seconds,
          nanoseconds,
          linkType,
          originalLength,
          [...data],
          source?.resolution,
          source?.snapLength,
        ];
        expect(back.records.map(facts)).toEqual(records.map(facts));
        expect(back.records.map(commentsOf)).toEqual(frames.map(({ comments }) => comments));
      }),
      { numRuns: 60 },
    );
  });

  test('finer units than nanoseconds, and powers of two, are written as nanoseconds', () => {
    for (const resolution of [12, 0x94, 0xc0]) {
      const [back] = written([asItIs(recordOf({ source: source(resolution) }))]).records;
      expect([back?.source?.resolution, back?.nanoseconds]).toEqual([9, 123_456_789]);
    }
  });

  test('a time before 1970 or beyond what 64 bits hold becomes 0', () => {
    for (const seconds of [-1, 2 ** 60])
      expect(written([asItIs(recordOf({ seconds, source: source(9) }))]).records[0]?.seconds).toBe(0);
  });

  test('a frame larger than what is gathered at a time', () => {
    const data = bytesFrom(5, 250_000);
    const [back] = written([asItIs(recordOf({ data, originalLength: 250_000 }))]).records;
    expect(back?.data).toEqual(data);
  });

  test('without frames: a file all the same', () => {
    const { records, format } = written([]);
    expect([records.length, format]).toEqual([0, 'pcapng']);
  });
});

describe('interfaces', () => {
  test('classic pcap: link type, snap length and resolution, no name', () => {
    const frames = [{ seconds: 1, nanoseconds: 999_999_999, data: bytesFrom(1, 9) }];
    for (const nanosecond of [false, true]) {
      const { records } = readAll(pcapFile(frames, { linkType: 113, nanosecond }));
      const [back] = written(records.map(record => asItIs(record))).records;
      expect(back?.source).toMatchObject({
        linkType: 113,
        snapLength: 262_144,
        resolution: nanosecond ? 9 : 6,
        options: [],
      });
      expect(back?.nanoseconds).toBe(nanosecond ? 999_999_999 : 999_999_000);
    }
  });

  test.each([
    [0, 0],
    [1514, 262_144],
    [65_534, 262_144],
    [65_535, 65_535],
    [262_144, 262_144],
  ])('a snap length of %i is written as %i: frames put together may be longer', (snapLength, expected) => {
    const [back] = written([asItIs(recordOf({ source: { ...source(6), snapLength } }))]).records;
    expect(back?.source?.snapLength).toBe(expected);
  });

  test('of two files with different link types each has its own', () => {
    const frames = [{ seconds: 1, nanoseconds: 0, data: bytesFrom(1, 9) }];
    const one = readAll(pcapFile(frames, { linkType: 1 })).records[0] as CaptureRecord;
    const two = readAll(pcapFile(frames, { linkType: 276 })).records[0] as CaptureRecord;
    const back = written([asItIs(one), asItIs({ ...two, file: 1 }), asItIs(one)]).records;
    expect(back.map(({ interfaceId, linkType }) => [interfaceId, linkType])).toEqual([
      [0, 1],
      [1, 276],
      [0, 1],
    ]);
  });

  test('of those that are not described, one for each file and link type', () => {
    const linkTypes = [1, 276, 1];
    const records = linkTypes.map((linkType, i) => recordOf({ frame: i + 1, linkType }));
    const back = written([...records, recordOf({ file: 1 })].map(record => asItIs(record))).records;
    expect(back.map(({ interfaceId }) => interfaceId)).toEqual([0, 1, 0, 2]);
  });

  test('names and comments stay, and the numbers of a single file', () => {
    for (const bigEndian of [false, true]) {
      const file = concat([
        sectionHeaderBlock(bigEndian, 1, [
          text(1, 'lab'),
          text(2, 'x86'),
          text(3, 'Linux'),
          text(4, 'dumpcap'),
        ]),
        interfaceBlock({ linkType: 1, options: [text(2, 'eth0'), text(1, 'unused')] }, bigEndian),
        interfaceBlock(
          {
            linkType: 276,
            snapLength: 70_000,
            options: [
              NANOSECOND_RESOLUTION,
              text(2, 'any'),
              text(3, 'all of them'),
              text(11, '\0esp'),
              text(15, 'card'),
              { code: 13, value: [4] },
            ],
          },
          bigEndian,
        ),
        enhancedPacketBlock({ interfaceId: 1, time: 5n, data: bytesFrom(1, 7) }, bigEndian),
      ]);
      const [back] = written(readAll(file).records.map(record => asItIs(record))).records;
      const { options, section } = back?.source ?? source(6);
      expect(back).toMatchObject({
        interfaceId: 1,
        linkType: 276,
        source: { snapLength: 70_000, resolution: 9 },
      });
      expect([2, 3, 11, 15, 13].map(code => optionTexts(options, code))).toEqual([
        ['any'],
        ['all of them'],
        ['\0esp'],
        ['card'],
        [],
      ]);
      expect(section?.interfaces.map(one => optionTexts(one.options, 2))).toEqual([['eth0'], ['any']]);
      expect([1, 2, 3, 4].map(code => optionTexts(section?.options ?? [], code))).toEqual([
        ['lab'],
        ['x86'],
        ['Linux'],
        ['dumpcap'],
      ]);
    }
  });

  test('the comment of a further section goes to its first interface; the application is named once', () => {
    const sectionOf = (comment: string) => [
      sectionHeaderBlock(false, 1, [text(1, comment)]),
      interfaceBlock({ linkType: 1 }),
      enhancedPacketBlock({ time: 5n, data: bytesFrom(1, 7) }),
    ];
    const { records } = readAll(concat([...sectionOf('one'), ...sectionOf('two')]));
    const back = written(records.map(record => asItIs(record))).records;
    const section = back[0]?.source?.section;
    expect(optionTexts(section?.options ?? [], 1)).toEqual(['one']);
    expect(optionTexts(section?.options ?? [], 4)).toEqual(['test 1']);
    expect(back.map(({ source }) => optionTexts(source?.options ?? [], 1))).toEqual([[], ['two']]);
  });

  test('more interfaces than a section may have begin another section', () => {
    const frames = Array.from({ length: 65_538 }, (_, i) =>
      asItIs(recordOf({ frame: i + 1, data: Uint8Array.of(i & 255), originalLength: 1, source: source(9) })),
    );
    const { records } = written(frames);
    expect(records.length).toBe(65_538);
    expect(records.at(-1)?.source?.section?.interfaces.length).toBe(2);
  });
});

describe('options of packets', () => {
  const options: BlockOption[] = [
    text(1, 'first'),
    { code: 2, value: [0, 0, 0x01, 0xe1] },
    { code: 3, value: [2, 1, 2, 3, 4] },
  ];
  const file = concat([
    sectionHeaderBlock(true),
    interfaceBlock({ linkType: 1 }, true),
    enhancedPacketBlock({ time: 5n, data: bytesFrom(1, 7), options }, true),
  ]);
  const record = readAll(file).records[0] as CaptureRecord;
  const flagsOf = (back: CaptureRecord | undefined) =>
    readOptions(back?.options ?? new Uint8Array(0), 0, back?.options?.length ?? 0, false, PACKET_WORDS)
      .filter(({ code }) => code > 1)
      .map(({ code, value }) => [code, ...value]);

  test('stay, in the byte order of the file that is written', () => {
    const [back] = written([asItIs(record, ['second'])]).records;
    expect(commentsOf(back)).toEqual(['first', 'second']);
    expect(flagsOf(back)).toEqual([
      [2, 0xe1, 0x01, 0, 0],
      [3, 2, 1, 2, 3, 4],
    ]);
  });

  test('of a frame that was changed, its hash and the length of its FCS are left out', () => {
    const [back] = written([{ ...asItIs(record), data: bytesFrom(9, 5) }]).records;
    expect(commentsOf(back)).toEqual(['first']);
    expect(flagsOf(back)).toEqual([[2, 0x01, 0, 0, 0]]);
  });
});
