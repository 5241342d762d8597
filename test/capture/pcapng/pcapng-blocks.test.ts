import { describe, expect, test } from 'vitest';
import { BlockCutter } from '../../../src/capture/pcapng/pcapng-blocks.ts';
import { concat } from '../../support/captures/pcap-file.ts';
import { block, sectionHeaderBlock } from '../../support/captures/pcapng-blocks.ts';
import { bytesFrom } from '../read-all.ts';

interface Seen {
  type: number;
  offset: number;
  length: number;
  bigEndian: boolean;
  body: number[];
}

function cut(file: Uint8Array, chunkSize = file.length): { cutter: BlockCutter; seen: Seen[] } {
  const cutter = new BlockCutter();
  const seen: Seen[] = [];
  for (let at = 0; at < file.length; at += chunkSize) {
    cutter.feed(file.slice(at, at + chunkSize));
    while (cutter.next()) {
      const { type, offset, length, bigEndian, bytes, start } = cutter;
      seen.push({
        type,
        offset,
        length,
        bigEndian,
        body: [...bytes.subarray(start + 8, start + length - 4)],
      });
    }
  }
  return { cutter, seen };
}

function patched(file: Uint8Array, at: number, value: number): Uint8Array {
  const copy = file.slice();
  new DataView(copy.buffer).setUint32(at, value, true);
  return copy;
}

const section = sectionHeaderBlock();
const file = concat([
  section,
  block(5, bytesFrom(1, 20)),
  block(0x0bad, new Uint8Array(0)),
  sectionHeaderBlock(true),
  block(5, bytesFrom(9, 8), true),
]);

describe('BlockCutter', () => {
  test('gives every block with its offset and byte order', () => {
    const { cutter, seen } = cut(file);
    expect(cutter.failure).toBeNull();
    expect(cutter.found).toBe(0);
    expect(seen.map(({ body: _, ...rest }) => rest)).toEqual([
      { type: 0x0a0d0d0a, offset: 0, length: 28, bigEndian: false },
      { type: 5, offset: 28, length: 32, bigEndian: false },
      { type: 0x0bad, offset: 60, length: 12, bigEndian: false },
      { type: 0x0a0d0d0a, offset: 72, length: 28, bigEndian: true },
      { type: 5, offset: 100, length: 20, bigEndian: true },
    ]);
    expect(seen[1]?.body).toEqual([...bytesFrom(1, 20)]);
  });

  test('chunks of any size make no difference', () => {
    const whole = cut(file).seen;
    for (let size = 1; size < file.length; size++) expect(cut(file, size).seen).toEqual(whole);
  });

  test('a block within its chunk is not copied', () => {
    const cutter = new BlockCutter();
    cutter.feed(file);
    cutter.next();
    expect(cutter.bytes).toBe(file);
  });

  test('tells how much of the last block is there', () => {
    const { cutter } = cut(file.subarray(0, 28 + 11), 10);
    expect([cutter.found, cutter.expected, cutter.offset, cutter.type]).toEqual([11, 12, 28, 0]);
    const later = cut(file.subarray(0, 28 + 13), 10).cutter;
    expect([later.found, later.expected, later.offset, later.type]).toEqual([13, 32, 28, 5]);
  });

  test.each([[0], [8], [30], [33], [16 * 1024 * 1024 + 4], [0xffff_fffc]])('block length %d', total => {
    for (const size of [file.length, 1]) {
      const { cutter, seen } = cut(patched(file, 32, total), size);
      expect(seen).toHaveLength(1);
      expect(cutter.offset).toBe(28);
      expect(cutter.failure).toEqual({
        code: 'pcapng-block-length',
        message: `expected a block length that is a multiple of 4 from 12 to 16777216, found ${total}`,
      });
      expect(cutter.next()).toBe(false);
    }
  });

  test('a section header shorter than its fields', () => {
    expect(cut(patched(file, 4, 24)).cutter.failure?.message).toContain('from 28');
  });

  test('a trailing length that differs', () => {
    for (const size of [file.length, 7]) {
      const { cutter, seen } = cut(patched(file, 56, 36), size);
      expect(seen).toHaveLength(1);
      expect(cutter.failure).toEqual({
        code: 'pcapng-block-length',
        message: 'expected the block length 32 again at the end of the block, found 36',
      });
    }
  });

  test('a byte-order magic that is none', () => {
    const { cutter, seen } = cut(patched(file, 72 + 8, 0x12345678));
    expect(seen).toHaveLength(3);
    expect(cutter.offset).toBe(72);
    expect(cutter.failure).toEqual({
      code: 'pcapng-byte-order',
      message: 'expected the byte-order magic 1a2b3c4d, found 78563412',
    });
  });
});
