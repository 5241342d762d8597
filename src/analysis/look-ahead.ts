import type { SaDatabase } from '../ipsec/sa-database.ts';
import type { CaptureRecord } from '../model/capture.ts';
import type { Issue } from '../model/issue.ts';
import { AHEAD, type CryptoThread } from './crypto-thread.ts';
import { EspPrefetch, type PreparedBatch } from './esp-prefetch.ts';

/** A batch of frames, with what is done for their ESP beforehand. */
export interface BatchAhead {
  readonly records: readonly CaptureRecord[];
  readonly prepared: PreparedBatch | null;
  /** What was noticed while they were read. */
  readonly issues: readonly Issue[];
}

/** Batches that `lookAhead` holds at a time at most, the one passed on among them. */
export function batchesKept(threads: readonly CryptoThread[]): number {
  return AHEAD * threads.length + 1;
}

/**
 * Passes batches on in their order, while threads work ahead on the ESP of those to come.
 *
 * @param noticed issues found by reading `batches`; they are taken out and passed on with the batch that they came
 * with, the last ones with no frames, so that their place among the messages does not depend on how far ahead is read.
 */
export async function* lookAhead(
  batches: AsyncIterable<CaptureRecord[]>,
  database: SaDatabase,
  threads: readonly CryptoThread[],
  noticed: Issue[] = [],
): AsyncGenerator<BatchAhead, void, undefined> {
  const prefetch = threads.length === 0 ? null : new EspPrefetch(database, threads);
  const queue: BatchAhead[] = [];
  for await (const records of batches) {
    const depth = prefetch?.depth ?? 0;
    const prepared = depth === 0 ? null : (prefetch?.prepare(records) ?? null);
    queue.push({ records, prepared, issues: noticed.splice(0) });
    while (queue.length > depth) yield* first(queue);
  }
  while (queue.length > 0) yield* first(queue);
  yield { records: [], prepared: null, issues: noticed.splice(0) };
}

function* first(queue: BatchAhead[]): Generator<BatchAhead, void, undefined> {
  const batch = queue.shift() as BatchAhead;
  batch.prepared?.finish();
  yield batch;
  batch.prepared?.release();
}
