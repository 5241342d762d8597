import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixture, type Run, run } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

/** TCP with segments that are split and joined, and UDP whose ESP is fragmented: both cross the seams. */
const CAPTURES = [
  'b07-v4-tcp-mixed-aes-cbc-hmac-sha-1-96.sll2.pcap',
  'a22-v6-tcp-aes-cbc-hmac-sha-1-96.sll.pcap',
  'a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap',
  'd03-v4-udp-dup-reorder.sll2.pcap',
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Offsets of the records of a little-endian pcap, and its length. */
function recordsOf(content: Buffer): number[] {
  const offsets = [24];
  for (let at = 24; at < content.length; offsets.push(at)) at += 16 + content.readUInt32LE(at + 8);
  return offsets;
}

/** The capture as a ring of files, as `tcpdump -C` writes it. */
function ringOf(capture: string, count: number): Buffer[] {
  const content = readFileSync(fixture(capture));
  const offsets = recordsOf(content);
  const records = offsets.length - 1;
  return Array.from({ length: count }, (_, i) => {
    const first = offsets[Math.floor((i * records) / count)];
    const end = offsets[Math.floor(((i + 1) * records) / count)];
    return Buffer.concat([content.subarray(0, 24), content.subarray(first, end)]);
  });
}

function written(name: string, parts: readonly Uint8Array[]): string[] {
  return parts.map((part, i) => {
    const path = join(folder, `${name}${i}`);
    writeFileSync(path, part);
    return path;
  });
}

/** What must not depend on the files: everything but the frame numbers, which count in each file. */
function messagesOf({ messages }: Run): unknown[] {
  return messages.map(({ frames: _, ...message }) => message);
}

describe('a capture in several files that follow each other', () => {
  test.each(CAPTURES)('%s in two to nine: the same messages, SAs and counts', async capture => {
    const whole = await run([fixture(capture)]);
    expect(whole.summary.sip.protected).toBeGreaterThan(5);
    for (const count of [2, 5, 9]) {
      const files = written(`${capture}.${count}.`, ringOf(capture, count));
      const parts = await run([...files].reverse());
      expect(messagesOf(parts)).toEqual(messagesOf(whole));
      const { input, ...counts } = parts.summary;
      expect({ ...counts, input: whole.summary.input }).toEqual(whole.summary);
      expect(input.files).toBe(count);
      expect(
        parts.sets.map(({ state, sas }) => [state, sas.map(sa => [sa.spi, sa.packets, sa.icvGood])]),
      ).toEqual(whole.sets.map(({ state, sas }) => [state, sas.map(sa => [sa.spi, sa.packets, sa.icvGood])]));
    }
  });

  test('one of them gzipped, and one that ends within a record: the others are whole', async () => {
    const capture = CAPTURES[2] as string;
    const parts = ringOf(capture, 5);
    parts[1] = (parts[1] as Buffer).subarray(0, -10);
    const files = written('cut.', [...parts.slice(0, 3), gzipSync(parts[3] as Buffer), parts[4] as Buffer]);
    const whole = await run([fixture(capture)]);
    const result = await run(files);
    expect(result.issues.map(({ code, file }) => [code, file])).toEqual([['truncated-file', 1]]);
    expect(result.inputDamaged).toBe(true);
    expect(result.summary.frames).toBe(whole.summary.frames - 1);
    expect(result.messages.length).toBeGreaterThanOrEqual(whole.messages.length - 2);
    expect(result.messages.at(-1)?.sha256).toBe(whole.messages.at(-1)?.sha256);
  });

  test('each message names its file, by folder and by pattern too', async () => {
    const capture = CAPTURES[2] as string;
    const files = written('named.pcap', ringOf(capture, 3));
    const whole = await ims(['decode', '-q', fixture(capture)]);
    for (const argv of [files, [join(folder, 'named.pcap*')]]) {
      const { stdout, exitCode } = await ims(['decode', '-q', ...argv]);
      expect(exitCode).toBe(0);
      const lines = stdout.trimEnd().split('\n');
      expect(lines.length).toBe(whole.stdout.trimEnd().split('\n').length);
      for (const line of lines) expect(line).toMatch(/named\.pcap[0-2]:[0-9]+ /);
    }
    const json = (await ims(['decode', '-q', '-T', 'json', ...files])).stdout
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as { type: string; file: string });
    const used = new Set(json.filter(({ type }) => type === 'sip').map(({ file }) => file));
    expect([...used]).toEqual(files);
    expect(json.at(-1)).toMatchObject({
      type: 'summary',
      input: { files: 3, bytesSkipped: 0, resynchronisations: 0 },
    });
  });
});
