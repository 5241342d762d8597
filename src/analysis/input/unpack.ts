import { gunzipped } from './gunzip.ts';
import type { PackedProblem } from './packed-source.ts';
import type { UnpackBudget } from './unpack-budget.ts';
import { unzstd } from './unzstd.ts';

/** Most levels of nested compression that are unpacked: only a malicious file has more. */
const MAX_DEPTH = 4;

/** Bytes that show how a file is compressed. */
const MAGIC_LENGTH = 4;

/**
 * The content of compressed bytes, recognised by their first bytes and not by a name; other bytes pass unchanged. Gzip
 * (RFC 1952) and zstd (RFC 8878) with any number of members, also nested.
 *
 * @param problem receives one line about compressed bytes that are damaged after a readable beginning.
 * @throws UnpackBudgetError, and Error if the chunks cannot be read, or for zstd under a Node without it.
 */
export async function* unpacked(
  chunks: AsyncIterable<Uint8Array>,
  problem: PackedProblem,
  budget: UnpackBudget,
  depth = 0,
): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = chunks[Symbol.asyncIterator]();
  const head = await headOf(iterator);
  const all = rejoined(head, iterator);
  const unpack = depth < MAX_DEPTH ? unpackerFor(head) : null;
  if (unpack === null) yield* all;
  else yield* unpacked(unpack(all, problem, budget), problem, budget, depth + 1);
}

type Unpacker = (
  chunks: AsyncIterable<Uint8Array>,
  problem: PackedProblem,
  budget: UnpackBudget,
) => AsyncIterable<Uint8Array>;

/** The unpacker for data with this beginning; null for uncompressed data. */
export function unpackerFor(head: Uint8Array): Unpacker | null {
  if (head[0] === 0x1f && head[1] === 0x8b) return gunzipped;
  const zstd = head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd;
  return zstd ? unzstd : null;
}

/** The first chunk, or as many chunks as are needed to recognise the data. */
async function headOf(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < MAGIC_LENGTH) {
    const next = await iterator.next();
    if (next.done) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  return head;
}

async function* rejoined(
  head: Uint8Array,
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    if (head.length > 0) yield head;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}
