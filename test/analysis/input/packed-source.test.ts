import { createInflateRaw, deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { PackedSource } from '../../../src/analysis/input/packed-source.ts';

async function* chunks(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part as string);
}

test('bytes can be looked at before they are used', async () => {
  const source = new PackedSource(chunks('ab', 'cd', 'e'));
  expect((await source.peek(1)).toString()).toBe('ab');
  expect((await source.peek(3)).toString()).toBe('abcd');
  source.use(3);
  expect((await source.peek(1)).toString()).toBe('d');
  expect((await source.peek(9)).toString()).toBe('de');
});

describe('unpack', () => {
  async function all(source: PackedSource): Promise<{ text: string; whole: boolean }> {
    const unpacking = source.unpack(createInflateRaw({ chunkSize: 64 }));
    let text = '';
    let next = await unpacking.next();
    for (; !next.done; next = await unpacking.next()) text += Buffer.from(next.value).toString();
    return { text, whole: next.value };
  }

  const packed = deflateRawSync('text '.repeat(1000));

  test('uses exactly the bytes of the compressed stream', async () => {
    for (const parts of [
      [Buffer.concat([packed, Buffer.from('after')])],
      [packed, 'after'],
      [packed.subarray(0, 5), packed.subarray(5), 'after'],
    ]) {
      const source = new PackedSource(chunks(...parts));
      expect(await all(source)).toEqual({ text: 'text '.repeat(1000), whole: true });
      expect((await source.peek(5)).toString()).toBe('after');
    }
  });

  test('tells when the input ended before', async () => {
    const { text, whole } = await all(new PackedSource(chunks(packed.subarray(0, packed.length - 2))));
    expect(whole).toBe(false);
    expect('text '.repeat(1000).startsWith(text)).toBe(true);
  });

  test('throws what the decompressor says', async () => {
    await expect(all(new PackedSource(chunks(Buffer.alloc(50, 0xff))))).rejects.toMatchObject({
      code: 'Z_DATA_ERROR',
    });
  });
});

test('closing ends the input', async () => {
  let ended = false;
  const input = (async function* () {
    try {
      yield Buffer.from('a');
      yield Buffer.from('b');
    } finally {
      ended = true;
    }
  })();
  const source = new PackedSource(input);
  await source.peek(1);
  await source.close();
  expect(ended).toBe(true);
});
