import zlib from 'node:zlib';
import { expect, test } from 'vitest';
import { UnpackBudget } from '../../../src/analysis/input/unpack-budget.ts';
import { unzstd } from '../../../src/analysis/input/unzstd.ts';
import { fromHex } from '../../../src/bytes/hex.ts';

const canUnpack = 'createZstdDecompress' in zlib;

/** `what a capture holds\n` as zstd 1.5.4 packs it. */
const PACKED = fromHex('28b52ffd0458a90000776861742061206361707475726520686f6c64730a026504cb') as Uint8Array;

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}

async function unpack(content: Uint8Array): Promise<{ text: string; problems: string[] }> {
  const problems: string[] = [];
  let text = '';
  for await (const part of unzstd(once(content), problem => problems.push(problem), new UnpackBudget()))
    text += Buffer.from(part).toString();
  return { text, problems };
}

test('where Node lacks zstd, one line says which version has it', async () => {
  const unpacking = unzstd(once(PACKED), () => {}, new UnpackBudget(), {});
  await expect(unpacking.next()).rejects.toThrow(/^zstd compressed data needs Node 22.15 or later$/);
});

test.skipIf(!canUnpack)('frames one after the other', async () => {
  const text = 'what a capture holds\n';
  expect(await unpack(PACKED)).toEqual({ text, problems: [] });
  expect(await unpack(Buffer.concat([PACKED, PACKED]))).toEqual({ text: text + text, problems: [] });
});

test.skipIf(!canUnpack)('other bytes after the data: all is given, and one line says so', async () => {
  const { text, problems } = await unpack(Buffer.concat([PACKED, Buffer.from('garbage!')]));
  expect(text).toBe('what a capture holds\n');
  expect(problems).toEqual([expect.stringContaining('the zstd data is damaged')]);
});

test.skipIf(!canUnpack)('cut: it gives what it held', async () => {
  expect((await unpack(PACKED.subarray(0, PACKED.length - 2))).text).toBe('what a capture holds\n');
});
