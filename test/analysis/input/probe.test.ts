import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { probeCapture } from '../../../src/analysis/input/probe.ts';
import { pcapFile, pcapngFile } from '../../support/captures/pcap-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

function frameAt(seconds: number, size = 60): { seconds: number; nanoseconds: number; data: Uint8Array } {
  return { seconds, nanoseconds: 7000, data: new Uint8Array(size).fill(5) };
}

describe('probeCapture', () => {
  test.each([
    ['pcap', pcapFile([frameAt(9), frameAt(3)], { linkType: 1 })],
    ['pcapng', pcapngFile([frameAt(9), frameAt(3)], { linkType: 1 })],
    ['gzip', gzipSync(pcapFile([frameAt(9)], { linkType: 1 }))],
    ['a long first frame', pcapFile([frameAt(9, 200_000)], { linkType: 1 })],
  ])('%s: the time of the first frame', async (name, content) => {
    expect(await probeCapture(file(name, content))).toEqual({
      isCapture: true,
      first: { seconds: 9, nanoseconds: 7000 },
    });
  });

  test('a capture without a frame', async () => {
    expect(await probeCapture(file('none', pcapFile([], { linkType: 1 })))).toEqual({
      isCapture: true,
      first: null,
    });
  });

  test('no capture', async () => {
    const other = { isCapture: false, first: null };
    expect(await probeCapture(file('text', Buffer.from('text of some length')))).toEqual(other);
    expect(await probeCapture(file('empty', new Uint8Array(0)))).toEqual(other);
    expect(await probeCapture(join(folder, 'missing'))).toEqual(other);
  });
});
