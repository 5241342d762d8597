import { CHUNK } from './capture-bytes.ts';
import { type Decompressor, type PackedProblem, PackedSource } from './packed-source.ts';
import type { UnpackBudget } from './unpack-budget.ts';

/** New members of node:zlib. */
interface ZlibWithZstd {
  readonly createZstdDecompress?: (options: { readonly chunkSize: number }) => Decompressor;
}

/**
 * The content of zstd data (RFC 8878) with any number of frames.
 *
 * @param zlib the module; a test may give one without zstd.
 * @throws Error if this Node cannot unpack zstd.
 */
export async function* unzstd(
  chunks: AsyncIterable<Uint8Array>,
  problem: PackedProblem,
  budget: UnpackBudget,
  zlib?: ZlibWithZstd,
): AsyncGenerator<Uint8Array, void, undefined> {
  const source = new PackedSource(chunks);
  try {
    const { createZstdDecompress } = zlib ?? ((await import('node:zlib')) as ZlibWithZstd);
    if (createZstdDecompress === undefined) throw new Error('zstd compressed data needs Node 22.15 or later');
    // Node reports nothing for cut data, but the capture in it then ends within a record, and that is reported.
    while ((await source.peek(1)).length > 0) {
      budget.stream();
      for await (const part of source.unpack(createZstdDecompress({ chunkSize: CHUNK }))) {
        budget.unpacked(part.length);
        yield part;
      }
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined || !code.startsWith('ZSTD_')) throw error;
    problem(`the zstd data is damaged (${message})`);
  } finally {
    await source.close();
  }
}
