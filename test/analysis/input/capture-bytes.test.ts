import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHUNK, captureBytes, isRereadable } from '../../../src/analysis/input/capture-bytes.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += Buffer.from(chunk).toString();
  return text;
}

test('a file, in chunks of the size that was asked for', async () => {
  const name = join(folder, 'a');
  writeFileSync(name, '0123456789');
  const chunks: string[] = [];
  for await (const chunk of captureBytes({ name }, { kept: 1, chunkSize: 4 }))
    chunks.push(Buffer.from(chunk).toString());
  expect(chunks).toEqual(['0123', '4567', '89']);
  expect(isRereadable({ name })).toBe(true);
});

test('a stream', async () => {
  const input = { name: '-', stream: Readable.from([Buffer.from('abc')]) };
  expect(await textOf(captureBytes(input, { kept: 1 }))).toBe('abc');
  expect(isRereadable(input)).toBe(false);
});

test('a stream with large chunks, in chunks as those of files', async () => {
  const [first, second] = [new Uint8Array(CHUNK + 1).fill(1), new Uint8Array(3).fill(2)];
  const lengths: number[] = [];
  for await (const { length } of captureBytes(
    { name: '-', stream: Readable.from([first, second]) },
    { kept: 1 },
  ))
    lengths.push(length);
  expect(lengths).toEqual([CHUNK, 1, 3]);
});

test('what does not exist is said when it is opened, as for a file', async () => {
  const input = { name: join(folder, 'none') };
  expect(isRereadable(input)).toBe(true);
  await expect(textOf(captureBytes(input, { kept: 1 }))).rejects.toMatchObject({ code: 'ENOENT' });
});

describe.skipIf(process.platform === 'win32')('a named pipe', () => {
  function pipe(name: string): string {
    const path = join(folder, name);
    execFileSync('mkfifo', [path]);
    return path;
  }

  test('is read once, to its end', async () => {
    const name = pipe('p1');
    expect(isRereadable({ name })).toBe(false);
    spawn('sh', ['-c', `printf abc > ${name}`]);
    expect(await textOf(captureBytes({ name }, { kept: 1 }))).toBe('abc');
  });

  test('gives what has been written while its writer goes on, and can be left', async () => {
    const name = pipe('p2');
    const writer = spawn('sh', ['-c', `exec > ${name}; printf abc; read line`]);
    for await (const chunk of captureBytes({ name }, { kept: 1 })) {
      expect(Buffer.from(chunk).toString()).toBe('abc');
      break;
    }
    const ended = new Promise(resolve => writer.on('exit', resolve));
    writer.stdin.end('\n');
    await ended;
  });

  test('a device', async () => {
    expect(await textOf(captureBytes({ name: '/dev/null' }, { kept: 1 }))).toBe('');
  });
});
