import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { createGzip, constants as zlib } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUILT, isBuilt } from '../support/programs/built.ts';
import { fixture } from '../support/programs/lab.ts';

/** The first SIP message is in frame 2, the seventh in frame 8. */
const CAPTURE = readFileSync(fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap'));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A running `ims-esp decode`, and a wait for its output to come so far. */
function decode(file: string) {
  const child = spawn(process.execPath, [join(BUILT, 'cli/entry.js'), 'decode', '-q', file]);
  let text = '';
  let wake: () => void = () => {};
  child.stdout.on('data', chunk => {
    text += chunk;
    wake();
  });
  const exit = new Promise<number | null>(resolve => child.on('exit', resolve));
  const printed = async (lines: number): Promise<string[]> => {
    while (text.split('\n').length <= lines)
      await new Promise<void>(resolve => {
        wake = resolve;
      });
    return text.trimEnd().split('\n');
  };
  return { stdin: child.stdin, exit, printed };
}

/** File offset behind the first frames. */
function endOfFrame(frame: number): number {
  let at = 24;
  for (let i = 0; i < frame; i++) at += 16 + CAPTURE.readUInt32LE(at + 8);
  return at;
}

async function showsAsItComes(run: ReturnType<typeof decode>, input: Writable): Promise<void> {
  input.write(CAPTURE.subarray(0, 10));
  input.write(CAPTURE.subarray(10, endOfFrame(2)));
  expect((await run.printed(1)).length).toBe(1);
  // Piece by piece, each ending within a record.
  for (let at = endOfFrame(2); at < endOfFrame(8) + 5; at += 300)
    input.write(CAPTURE.subarray(at, Math.min(at + 300, endOfFrame(8) + 5)));
  const lines = await run.printed(6);
  expect(lines.length).toBe(6);
  expect(lines[4]).toContain('uc->ps good');
  input.end(CAPTURE.subarray(endOfFrame(8) + 5));
  expect(await run.exit).toBe(0);
  expect((await run.printed(42)).length).toBe(42);
}

describe.skipIf(!isBuilt)('messages appear while the capture goes on', () => {
  test('standard input', async () => {
    const run = decode('-');
    await showsAsItComes(run, run.stdin);
  });

  test('standard input, gzipped by a program that flushes', async () => {
    const run = decode('-');
    const gzip = createGzip({ flush: zlib.Z_SYNC_FLUSH });
    gzip.pipe(run.stdin);
    await showsAsItComes(run, gzip);
  });

  test.skipIf(process.platform === 'win32')('a named pipe given as FILE', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const run = decode(pipe);
    await showsAsItComes(run, createWriteStream(pipe));
  });

  test.skipIf(process.platform === 'win32')('a named pipe beside a file is read once', async () => {
    const pipe = join(folder, 'pipe2');
    execFileSync('mkfifo', [pipe]);
    const child = spawn(process.execPath, [
      join(BUILT, 'cli/entry.js'),
      'sas',
      pipe,
      fixture('c12-v4-udp-gtpu-outer-fragments.s1u.pcap'),
    ]);
    createWriteStream(pipe).end(CAPTURE);
    let text = '';
    for await (const chunk of child.stdout) text += chunk;
    expect(text).toContain('0x79f51584');
  });
});
