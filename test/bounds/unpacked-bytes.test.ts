import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCapture } from '../../src/analysis/input/read-capture.ts';
import type { Issue } from '../../src/model/issue.ts';
import { FILE, fileIn, read, SILENT } from '../support/captures/read-inputs.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: Uint8Array) => fileIn(folder, name, content);

describe('data that unpack to too much', () => {
  const MIB = 1024 * 1024;
  const header = FILE.subarray(0, 24);
  const frame = FILE.subarray(24, 140);
  /** A gzip stream of so many MiB, made of the streams of one each. */
  const many = (mebibyte: Uint8Array, count: number) => {
    const packed = gzipSync(mebibyte);
    return Buffer.concat(Array.from({ length: count }, () => packed));
  };
  const zeros = Buffer.alloc(MIB);
  const frames = Buffer.concat(Array.from({ length: 9000 }, () => frame));
  const noFrame = 'unreadable-input: expected a frame within 64 MiB of unpacked data, found none';

  test.each([
    ['zeros behind a header', Buffer.concat([gzipSync(header), many(zeros, 200)])],
    ['zeros behind a header and a frame', Buffer.concat([gzipSync(FILE), many(zeros, 200)])],
    ['zeros in gzip in gzip', gzipSync(Buffer.concat([gzipSync(header), many(zeros, 200)]))],
    [
      'zeros in gzip in gzip in gzip',
      gzipSync(gzipSync(Buffer.concat([gzipSync(header), many(zeros, 200)]))),
    ],
    [
      'nothing, a hundred thousand times, in gzip',
      gzipSync(Buffer.concat(Array(100_000).fill(gzipSync('')))),
    ],
  ])('%s: one line, soon', async (name, content) => {
    const { issues } = await read(file('bomb', content));
    expect(
      issues.filter(issue => issue.startsWith('unreadable-input')),
      name,
    ).toEqual([`${noFrame}: reading ends (--max-unpacked sets the limit)`]);
    expect(issues.length).toBeLessThanOrEqual(1);
  });

  test('frames without end, more than a thousand times the size', async () => {
    const content = gzipSync(Buffer.concat([gzipSync(header), many(frames, 300)]));
    const { frames: found, issues } = await read(file('bomb', content));
    expect(found.length).toBeGreaterThan(1_000_000);
    expect(issues).toEqual([expect.stringContaining('compressed bytes to hold')]);
  });

  test('a limit that is set counts alone', async () => {
    const content = Buffer.concat([gzipSync(header), many(zeros, 70), gzipSync(frames)]);
    const issues: string[] = [];
    const log = { ...SILENT, report: (issue: Issue) => issues.push(issue.code) };
    for await (const _ of readCapture(file('bomb', content), 0, 1, log, { maximumUnpacked: 100 * MIB }));
    expect(issues).not.toContain('unreadable-input');
  });
});
