import { gunzipped } from './gunzip.ts';
import type { PackedProblem } from './packed-source.ts';
import { unzstd } from './unzstd.ts';

/** Levels of compressed files within each other that are unpacked: more only in a file made to be endless. */
const MAX_DEPTH = 4;

/** Bytes that tell how a file is compressed. */
const MAGIC_LENGTH = 4;

/**
 * What compressed bytes hold, known by what they are and not by a name; other bytes pass as they are. Gzip
 * (RFC 1952) and zstd (RFC 8878), of any number of members, also one in the other.
 *
 * @param problem receives, as one line, what is wrong with compressed bytes whose beginning could be read.
 * @throws Error, when the chunks cannot be read, or for zstd under a Node without it.
 */
export async function* unpacked(
  chunks: AsyncIterable<Uint8Array>,
  problem: PackedProblem,
  depth = 0,
): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = chunks[Symbol.asyncIterator]();
  const head = await headOf(iterator);
  const all = rejoined(head, iterator);
  const unpack = depth < MAX_DEPTH ? unpackerFor(head) : null;
  if (unpack === null) yield* all;
  else yield* unpacked(unpack(all, problem), problem, depth + 1);
}

type Unpacker = (chunks: AsyncIterable<Uint8Array>, problem: PackedProblem) => AsyncIterable<Uint8Array>;

/** What unpacks data that begin so; null for those that are not compressed. */
export function unpackerFor(head: Uint8Array): Unpacker | null {
  if (head[0] === 0x1f && head[1] === 0x8b) return gunzipped;
  const zstd = head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd;
  return zstd ? unzstd : null;
}

/** The first chunk, or as many as it takes to tell what it is. */
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
