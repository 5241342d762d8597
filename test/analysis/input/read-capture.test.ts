import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCapture } from '../../../src/analysis/input/read-capture.ts';
import type { CaptureRecord } from '../../../src/model/capture.ts';
import { pcapFile } from '../../support/captures/pcap-file.ts';
import { FILE, fileIn, read, SILENT } from '../../support/captures/read-inputs.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: Uint8Array) => fileIn(folder, name, content);

async function* pieces(content: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

describe('readCapture', () => {
  test('a file, and how much of it was read', async () => {
    expect(await read(file('a.pcap', FILE))).toEqual({ frames: [1, 2, 3], issues: [], bytes: FILE.length });
  });

  test('the frames of a batch stay as they are while the next batches that were asked for are read', async () => {
    const size = 1000;
    const records = Array.from({ length: 2000 }, (_, n) => ({
      seconds: n,
      nanoseconds: 0,
      data: new Uint8Array(size).fill(n % 251),
    }));
    const input = file('long.pcap', pcapFile(records, { linkType: 1 }));
    const kept: CaptureRecord[][] = [];
    let frames = 0;
    const batches = readCapture(input, 0, 3, SILENT);
    for await (const batch of batches) {
      kept.push(batch);
      if (kept.length > 3) kept.shift();
      frames += batch.length;
      for (const { data, frame } of kept.flat())
        expect(data.every(byte => byte === (frame - 1) % 251)).toBe(true);
    }
    expect(frames).toBe(records.length);
  });

  test('a gzipped file, whatever its name', async () => {
    expect((await read(file('b.pcap', gzipSync(FILE)))).frames).toEqual([1, 2, 3]);
  });

  test.each([1, 7, 1000])('a stream in pieces of %i bytes, gzipped or not', async size => {
    expect((await read({ name: '-', stream: pieces(FILE, size) })).frames).toEqual([1, 2, 3]);
    expect((await read({ name: '-', stream: pieces(gzipSync(FILE), size) })).frames).toEqual([1, 2, 3]);
  });

  test('a cut gzip gives what it holds and one reason', async () => {
    const { frames, issues } = await read(file('c.gz', gzipSync(FILE, { level: 0 }).subarray(0, 200)));
    expect(frames).toEqual([1]);
    expect(issues[0]).toBe('unreadable-input: the gzip data ends too early');
  });

  test('a damaged gzip', async () => {
    const damaged = gzipSync(FILE);
    damaged.fill(0xff, 12, 20);
    expect((await read(file('d.gz', damaged))).issues[0]).toMatch(
      /^unreadable-input: the gzip data is damaged/,
    );
  });

  test('what cannot be opened is one issue', async () => {
    expect((await read({ name: join(folder, 'none') })).issues).toEqual(['unreadable-input: no such file']);
    expect((await read({ name: folder })).issues).toEqual([
      'unreadable-input: expected a capture file, found a folder',
    ]);
  });

  test('reading may stop early', async () => {
    for await (const batch of readCapture(file('e.pcap', FILE), 0, 1, SILENT)) {
      expect(batch.length).toBe(3);
      break;
    }
  });
});
