import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gunzipped } from '../../../src/analysis/input/gunzip.ts';
import { UnpackBudget } from '../../../src/analysis/input/unpack-budget.ts';

const TEXT = Buffer.from('what a capture holds '.repeat(5000));

async function* pieces(content: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

async function unpack(
  content: Uint8Array,
  size = content.length,
): Promise<{ bytes: Buffer; problems: string[] }> {
  const problems: string[] = [];
  const parts: Uint8Array[] = [];
  for await (const part of gunzipped(
    pieces(content, size),
    problem => problems.push(problem),
    new UnpackBudget(),
  ))
    parts.push(Buffer.from(part));
  return { bytes: Buffer.concat(parts), problems };
}

describe('gunzipped', () => {
  test.each([1, 2, 9, 1000, 1_000_000])('members one after the other, in pieces of %i bytes', async size => {
    const packed = Buffer.concat([gzipSync(TEXT), gzipSync(''), gzipSync('end')]);
    expect(await unpack(packed, size)).toEqual({
      bytes: Buffer.concat([TEXT, Buffer.from('end')]),
      problems: [],
    });
  });

  test('zeros after the data are padding', async () => {
    const packed = Buffer.concat([gzipSync(TEXT), Buffer.alloc(700), gzipSync('end'), Buffer.alloc(5)]);
    expect((await unpack(packed, 100)).bytes.length).toBe(TEXT.length + 3);
    expect((await unpack(packed)).problems).toEqual([]);
  });

  test('other bytes after the data: all is given, and one line says so', async () => {
    for (const size of [1, 7, 100_000]) {
      const { bytes, problems } = await unpack(Buffer.concat([gzipSync(TEXT), Buffer.from('garbage')]), size);
      expect(bytes.equals(TEXT)).toBe(true);
      expect(problems).toEqual(['the gzip data is followed by other bytes, which were not read']);
    }
  });

  test('the fields that a header may have', async () => {
    const packed = gzipSync(TEXT);
    const fields = Buffer.from([5, 0, 1, 2, 3, 4, 5, ...Buffer.from('name\0comment\0'), 9, 9]);
    const header = Buffer.from(packed.subarray(0, 10));
    header[3] = 2 | 4 | 8 | 16;
    const whole = Buffer.concat([header, fields, packed.subarray(10)]);
    for (const size of [1, 12, 100_000])
      expect(await unpack(whole, size)).toEqual({ bytes: TEXT, problems: [] });
    for (let cut = 10; cut < 30; cut++)
      expect((await unpack(whole.subarray(0, cut))).problems).toEqual(['the gzip data ends too early']);
  });

  test('a checksum that does not fit', async () => {
    const packed = gzipSync(TEXT);
    packed[packed.length - 6] = (packed.at(-6) as number) ^ 1;
    const { bytes, problems } = await unpack(packed);
    expect(bytes.equals(TEXT)).toBe(true);
    expect(problems).toEqual(['the gzip data is damaged (its checksum does not match)']);
  });

  test('cut anywhere: it gives what it held, and says so', async () => {
    const noise = Buffer.from(Array.from({ length: 90_000 }, (_, i) => (i * i * 31 + (i >> 3)) & 0xff));
    const packed = gzipSync(noise, { level: 0 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 20, max: packed.length - 1 }),
        fc.integer({ min: 500, max: 200_000 }),
        async (length, size) => {
          const { bytes, problems } = await unpack(packed.subarray(0, length), size);
          expect(problems).toEqual(['the gzip data ends too early']);
          expect(noise.subarray(0, bytes.length).equals(bytes)).toBe(true);
          expect(bytes.length).toBeGreaterThanOrEqual(Math.min(noise.length, length - 60));
        },
      ),
      { seed: 1, numRuns: 30 },
    );
  });

  test('damage: what comes well before it is given, and nothing is thrown', async () => {
    const packed = gzipSync(
      Buffer.from(Array.from({ length: 400_000 }, (_, i) => (i * i * 31 + (i >> 3)) & 0xff)),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const damaged = Buffer.from(packed);
        damaged[at] = (damaged[at] as number) ^ change;
        if (at > 9) expect((await unpack(damaged, 4096)).problems.length).toBeLessThanOrEqual(1);
        else await unpack(damaged, 4096);
      }),
      { seed: 1, numRuns: 40 },
    );
  });
});
