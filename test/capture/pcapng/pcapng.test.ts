import { describe, expect, test } from 'vitest';
import { concat, pcapngFile } from '../../support/captures/pcap-file.ts';
import {
  block,
  enhancedPacketBlock,
  interfaceBlock,
  NANOSECOND_RESOLUTION,
  obsoletePacketBlock,
  sectionHeaderBlock,
  simplePacketBlock,
} from '../../support/captures/pcapng-blocks.ts';
import { bytesFrom, codes, readAll } from '../read-all.ts';

const data = bytesFrom(1, 21);
const time = 1_700_000_000_123_456n;
const section = sectionHeaderBlock();
const ethernet = interfaceBlock({ linkType: 1 });
const packet = enhancedPacketBlock({ time, data });
/** Offset of the first block after `section` and `ethernet`. */
const BODY = section.length + ethernet.length;

function patched(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(at, value, true);
  return copy;
}

describe('packets', () => {
  test.each([[false], [true]])('Enhanced Packet Block, big-endian %s', bigEndian => {
    const reading = readAll(
      concat([
        sectionHeaderBlock(bigEndian),
        interfaceBlock({ linkType: 276 }, bigEndian),
        interfaceBlock({ linkType: 1, options: [NANOSECOND_RESOLUTION] }, bigEndian),
        enhancedPacketBlock({ time, data, originalLength: 900 }, bigEndian),
        enhancedPacketBlock({ interfaceId: 1, time: time * 1000n + 789n, data }, bigEndian),
      ]),
    );
    expect(reading.issues).toEqual([]);
    expect(reading.format).toBe('pcapng');
    expect(reading.records).toMatchObject([
      {
        file: 0,
        frame: 1,
        seconds: 1_700_000_000,
        nanoseconds: 123_456_000,
        linkType: 276,
        interfaceId: 0,
        originalLength: 900,
        data,
        offset: 28 + 20 + 32 + 28,
      },
      {
        file: 0,
        frame: 2,
        seconds: 1_700_000_000,
        nanoseconds: 123_456_789,
        linkType: 1,
        interfaceId: 1,
        originalLength: 21,
        data,
        offset: 28 + 20 + 32 + 56 + 28,
      },
    ]);
  });

  test('the obsolete Packet Block', () => {
    const packets = [false, true].map(bigEndian =>
      readAll(
        concat([
          sectionHeaderBlock(bigEndian),
          interfaceBlock({ linkType: 1 }, bigEndian),
          interfaceBlock({ linkType: 113 }, bigEndian),
          obsoletePacketBlock({ interfaceId: 1, time, data, originalLength: 60 }, bigEndian),
        ]),
      ),
    );
    for (const reading of packets) {
      expect(reading.issues).toEqual([]);
      expect(reading.records).toMatchObject([
        {
          seconds: 1_700_000_000,
          nanoseconds: 123_456_000,
          linkType: 113,
          interfaceId: 1,
          originalLength: 60,
          data,
        },
      ]);
    }
  });

  test('Simple Packet Block: time 0, interface 0, length from the snap length', () => {
    const offset = { code: 14, value: [1, 0, 0, 0, 0, 0, 0, 0] };
    const reading = readAll(
      concat([
        section,
        interfaceBlock({ linkType: 101, snapLength: 10, options: [offset] }),
        interfaceBlock({ linkType: 1 }),
        enhancedPacketBlock({ time, data }),
        simplePacketBlock(data.subarray(0, 10), 21),
        simplePacketBlock(data.subarray(0, 7), 7),
      ]),
    );
    expect(reading.issues).toEqual([]);
    expect(reading.records.slice(1)).toMatchObject([
      {
        frame: 2,
        seconds: 0,
        nanoseconds: 0,
        linkType: 101,
        interfaceId: 0,
        originalLength: 21,
        data: data.slice(0, 10),
      },
      { frame: 3, seconds: 0, nanoseconds: 0, originalLength: 7, data: data.slice(0, 7) },
    ]);
    const unlimited = readAll(concat([section, ethernet, simplePacketBlock(data, 21)]));
    expect(unlimited.records).toMatchObject([{ originalLength: 21, data, offset: BODY + 12 }]);
  });

  test('blocks of no interest are skipped; those that tshark counts as frames count', () => {
    const uncounted = [4, 5, 10, 7, 0x12345678].map(type => block(type, bytesFrom(0, 8)));
    const counted = [9, 0x0bad, 0x4000_0bad, 0x0204, 0x0216, 0x0221].map(type =>
      block(type, bytesFrom(0, 8)),
    );
    const reading = readAll(concat([section, ethernet, ...uncounted, packet, ...counted, packet]));
    expect(reading.issues).toEqual([]);
    expect(reading.records.map(record => record.frame)).toEqual([1, 8]);
  });
});

describe('sections', () => {
  test('each has its own byte order and interfaces; frames and interfaces are numbered over the file', () => {
    const reading = readAll(
      concat([
        section,
        ethernet,
        interfaceBlock({ linkType: 113 }),
        packet,
        sectionHeaderBlock(true),
        interfaceBlock({ linkType: 276, options: [NANOSECOND_RESOLUTION] }, true),
        enhancedPacketBlock({ time: time * 1000n, data }, true),
        section,
        interfaceBlock({ linkType: 101 }),
        packet,
      ]),
      [17],
    );
    expect(reading.issues).toEqual([]);
    expect(reading.records.map(r => [r.frame, r.interfaceId, r.linkType, r.seconds])).toEqual([
      [1, 0, 1, 1_700_000_000],
      [2, 2, 276, 1_700_000_000],
      [3, 3, 101, 1_700_000_000],
    ]);
  });

  test('a version other than 1.x stops the reader', () => {
    const reading = readAll(
      concat([section, ethernet, packet, sectionHeaderBlock(false, 2), ethernet, packet]),
    );
    expect(reading.records).toHaveLength(1);
    expect(reading.stopped).toBe(true);
    expect(codes(reading)).toEqual([['pcapng-version', null, BODY + packet.length]]);
    expect(reading.issues[0]?.message).toBe('expected pcapng version 1.x, found 2.0');
  });
});

describe('damage that costs one block', () => {
  const lying = enhancedPacketBlock({ time, data, capturedLength: 25 });

  test.each([
    ['Enhanced Packet Block', lying, 24, 25],
    [
      'obsolete Packet Block',
      obsoletePacketBlock({ time, data, capturedLength: 0xffff_ffff }),
      24,
      0xffff_ffff,
    ],
    ['Simple Packet Block', simplePacketBlock(data, 25), 24, 25],
  ])('%s: the captured length does not fit', (_name, bad, room, found) => {
    const reading = readAll(concat([section, ethernet, packet, bad, packet]));
    expect(reading.records.map(record => record.frame)).toEqual([1, 3]);
    expect(reading.stopped).toBe(false);
    expect(codes(reading)).toEqual([['pcapng-packet-length', 2, BODY + packet.length]]);
    expect(reading.issues[0]?.message).toBe(
      `expected a captured length up to the ${room} bytes of its block, found ${found}`,
    );
  });

  test('a frame over 262,144 bytes', () => {
    const large = new Uint8Array(262_145);
    const reading = readAll(concat([section, ethernet, enhancedPacketBlock({ time, data: large }), packet]));
    expect(reading.records.map(record => record.frame)).toEqual([2]);
    expect(codes(reading)).toEqual([['caplen-too-large', 1, BODY]]);
    const largest = readAll(
      concat([section, ethernet, enhancedPacketBlock({ time, data: large.subarray(1) })]),
    );
    expect(largest.issues).toEqual([]);
    expect(largest.records[0]?.data.length).toBe(262_144);
  });

  test.each([
    ['packet', block(6, new Uint8Array(16)), 1, 32, 6],
    ['simple packet', block(3, new Uint8Array(0)), 1, 16, 3],
  ])('a %s block shorter than its fields', (_name, bad, frame, minimum, type) => {
    const reading = readAll(concat([section, ethernet, bad, packet]));
    expect(reading.records.map(record => record.frame)).toEqual([2]);
    expect(codes(reading)).toEqual([['pcapng-block-too-short', frame, BODY]]);
    expect(reading.issues[0]?.message).toBe(
      `expected at least ${minimum} bytes in a block of type ${type}, found ${bad.length}`,
    );
  });

  test('an interface block that is too short keeps its number', () => {
    const second = enhancedPacketBlock({ interfaceId: 1, time, data });
    const reading = readAll(concat([section, block(1, new Uint8Array(4)), ethernet, second, packet]));
    expect(reading.records).toMatchObject([{ frame: 1, interfaceId: 1 }]);
    expect(codes(reading)).toEqual([
      ['pcapng-block-too-short', null, 28],
      ['undeclared-interface', 2, 28 + 16 + 20 + packet.length],
    ]);
  });

  test('interface options that lie: the packets are still read', () => {
    const options = [{ code: 9, value: [6, 6] }];
    const reading = readAll(concat([section, interfaceBlock({ linkType: 1, options }), packet]));
    expect(reading.records).toHaveLength(1);
    expect(codes(reading)).toEqual([['pcapng-option-length', null, 28]]);
  });

  test('packets of interfaces that were not declared: one issue a section', () => {
    const stray = enhancedPacketBlock({ interfaceId: 4, time, data });
    const file = concat([section, packet, ethernet, packet, stray, section, simplePacketBlock(data, 21)]);
    const reading = readAll(file);
    expect(reading.records.map(record => record.frame)).toEqual([2]);
    expect(codes(reading)).toEqual([
      ['undeclared-interface', 1, 28],
      ['undeclared-interface', 4, 28 + packet.length + 20 + 2 * packet.length + 28],
    ]);
    expect(reading.issues[0]?.message).toContain(
      'one of the 0 interfaces declared in this section, found interface 0',
    );
  });

  test('more interfaces than are kept', () => {
    const many = Array.from({ length: 65_538 }, () => ethernet);
    const last = (interfaceId: number): Uint8Array => enhancedPacketBlock({ interfaceId, time, data });
    const reading = readAll(concat([section, ...many, last(65_535), last(65_536)]));
    expect(reading.records.map(record => record.interfaceId)).toEqual([65_535]);
    expect(reading.issues.map(issue => issue.code)).toEqual(['too-many-interfaces', 'undeclared-interface']);
  });
});

describe('lengths of blocks that lie', () => {
  const file = concat([section, ethernet, packet, packet, packet]);
  const second = BODY + packet.length;

  test.each([
    ['total length', second + 4, 60],
    ['total length, too long for the file', second + 4, 60_000],
    ['total length, longer than any', second + 4, 16 * 1024 * 1024 + 4],
    ['trailing length', second + packet.length - 4, 60],
  ])('the %s: reading goes on with the next block', (_name, at, length) => {
    for (const sizes of [[file.length], [1], [100]]) {
      const reading = readAll(patched(file, at, length), sizes);
      expect(reading.records.map(record => record.frame)).toEqual([1, 3]);
      expect(reading.issues).toHaveLength(1);
      expect(reading.issues[0]).toMatchObject({ damage: true, frame: 2, offset: second });
      expect(reading.issues[0]?.message).toMatch(
        new RegExp(
          `found [0-9]+; ${packet.length} bytes skipped, reading resumes at ${second + packet.length}$`,
        ),
      );
      expect(reading.losses).toEqual({ bytesSkipped: packet.length, resynchronisations: 1 });
    }
  });

  test('a packet in the payload of another is not taken for one of the file', () => {
    const inner = concat([packet, packet]);
    const outer = enhancedPacketBlock({ time, data: concat([inner, new Uint8Array(40)]) });
    const odd = enhancedPacketBlock({ time: 5n, data });
    const whole = concat([section, ethernet, packet, outer, odd, packet, packet]);
    expect(readAll(whole).records.map(record => record.data.length)).toEqual([
      21,
      outer.length - 32,
      21,
      21,
      21,
    ]);
    // Its time is far from that of the packets before: only the next one is believed.
    const reading = readAll(patched(whole, second + outer.length + 4, 7));
    expect(reading.records.map(record => record.frame)).toEqual([1, 2, 4, 5]);
  });

  test('nothing that can be believed comes after it', () => {
    const reading = readAll(patched(file, second + 4, 7).subarray(0, second + packet.length + 20));
    expect(reading.records.map(record => record.frame)).toEqual([1]);
    expect(codes(reading)).toEqual([['pcapng-block-length', 2, second]]);
    expect(reading.issues[0]?.message).toContain(
      `; the last ${packet.length + 20} bytes of the file are lost`,
    );
  });

  test('the byte-order magic of the first block: a later section is read', () => {
    const broken = patched(file, 8, 0);
    expect(readAll(broken).records).toEqual([]);
    expect(codes(readAll(broken))).toEqual([['pcapng-byte-order', null, 0]]);
    const reading = readAll(concat([broken, file]), [50]);
    expect(reading.records).toHaveLength(3);
    expect(reading.losses).toEqual({ bytesSkipped: file.length, resynchronisations: 1 });
  });

  test.each([[1], [7], [40], [10_000]])(
    'the byte-order magic of a later section is no frame, chunks of %d',
    size => {
      const damaged = patched(section, 8, 0);
      const bytes = concat([section, ethernet, packet, damaged, packet, packet]);
      const reading = readAll(bytes, [size]);
      expect(codes(reading)).toEqual([['pcapng-byte-order', null, BODY + packet.length]]);
      expect(reading.records.map(({ frame }) => frame)).toEqual([1, 2, 3]);
    },
  );
});

describe('a cut file', () => {
  const file = pcapngFile([{ seconds: 1, nanoseconds: 2, data }], { linkType: 1 });
  const start = file.length - packet.length;

  test('at every byte: the frames before the cut, and one issue unless it is between blocks', () => {
    const ends = new Set([28, start, file.length]);
    for (let length = 4; length <= file.length; length++) {
      const reading = readAll(file.subarray(0, length), [13]);
      expect(reading.records).toHaveLength(length === file.length ? 1 : 0);
      expect(reading.issues.map(issue => issue.code)).toEqual(ends.has(length) ? [] : ['truncated-file']);
    }
  });

  test('names frame, offset, and the bytes expected and found', () => {
    const reading = readAll(file.subarray(0, file.length - 1));
    expect(codes(reading)).toEqual([['truncated-file', 1, start]]);
    expect(reading.issues[0]?.message).toBe('expected 56 bytes of block, found 55');
    const head = readAll(file.subarray(0, start + 5));
    expect(codes(head)).toEqual([['truncated-file', null, start]]);
    expect(head.issues[0]?.message).toBe('expected 12 bytes of block, found 5');
  });
});
