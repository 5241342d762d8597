import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { unpacked } from '../../../src/analysis/input/unpack.ts';
import { UnpackBudget } from '../../../src/analysis/input/unpack-budget.ts';

async function* pieces(content: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

async function unpack(content: Uint8Array, size = 1000): Promise<{ bytes: Buffer; problems: string[] }> {
  const problems: string[] = [];
  const parts: Uint8Array[] = [];
  for await (const part of unpacked(
    pieces(content, size),
    problem => problems.push(problem),
    new UnpackBudget(),
  ))
    parts.push(Buffer.from(part));
  return { bytes: Buffer.concat(parts), problems };
}

const PLAIN = Buffer.from('plain text '.repeat(300));

test.each([1, 3, 1000])('what is not compressed passes, in pieces of %i bytes', async size => {
  expect((await unpack(PLAIN, size)).bytes.equals(PLAIN)).toBe(true);
  expect((await unpack(Buffer.from('ab'), size)).bytes.toString()).toBe('ab');
  expect((await unpack(Buffer.alloc(0), size)).bytes.length).toBe(0);
});

test.each([1, 3, 1000])('gzip, also within gzip, in pieces of %i bytes', async size => {
  expect((await unpack(gzipSync(PLAIN), size)).bytes.equals(PLAIN)).toBe(true);
  expect((await unpack(gzipSync(gzipSync(PLAIN)), size)).bytes.equals(PLAIN)).toBe(true);
});

test('not without end', async () => {
  let packed: Uint8Array = PLAIN;
  for (let i = 0; i < 5; i++) packed = gzipSync(packed);
  expect([...(await unpack(packed)).bytes.subarray(0, 2)]).toEqual([0x1f, 0x8b]);
});

test('what is wrong with compressed bytes is said', async () => {
  const { bytes, problems } = await unpack(gzipSync(PLAIN, { level: 0 }).subarray(0, 500));
  expect(PLAIN.subarray(0, bytes.length).equals(bytes)).toBe(true);
  expect(problems).toEqual(['the gzip data ends too early']);
});
