import type { CaptureLosses } from '../../capture/damage.ts';
import type { SaDatabase } from '../../ipsec/sa-database.ts';
import type { CaptureRecord } from '../../model/capture.ts';
import type { Issue } from '../../model/issue.ts';
import { AHEAD, type CryptoThread } from './crypto-thread.ts';
import { EspPrefetch, type PreparedBatch } from './esp-prefetch.ts';

/** What reading has noticed so far. */
export interface ReadingNotes {
  /** Taken out as they are passed on. */
  readonly issues: Issue[];
  readonly losses: Readonly<CaptureLosses>;
}

/** A batch of frames, with what is done for their ESP beforehand. */
export interface BatchAhead {
  readonly records: readonly CaptureRecord[];
  readonly prepared: PreparedBatch | null;
  /** What was noticed while they were read. */
  readonly issues: readonly Issue[];
  /** What damage had cost by then. */
  readonly losses: Readonly<CaptureLosses>;
}

/** Batches that `lookAhead` holds at a time at most, the one passed on among them. */
export function batchesKept(threads: readonly CryptoThread[]): number {
  return AHEAD * threads.length + 1;
}

/**
 * Passes batches on in their order, while threads work ahead on the ESP of those to come.
 *
 * @param notes what reading `batches` notices: it is passed on with the batch that it came with, the last of it with
 * no frames, so that its place among the messages does not depend on how far ahead is read.
 * @param maximumOpeners openers that threads are told of at most.
 */
export async function* lookAhead(
  batches: AsyncIterable<CaptureRecord[]>,
  database: SaDatabase,
  threads: readonly CryptoThread[],
  notes: ReadingNotes,
  maximumOpeners: number,
): AsyncGenerator<BatchAhead, void, undefined> {
  const prefetch = threads.length === 0 ? null : new EspPrefetch(database, threads, maximumOpeners);
  const queue: BatchAhead[] = [];
  for await (const records of batches) {
    const depth = prefetch?.depth ?? 0;
    const prepared = depth === 0 ? null : (prefetch?.prepare(records) ?? null);
    queue.push({ records, prepared, issues: notes.issues.splice(0), losses: { ...notes.losses } });
    while (queue.length > depth) yield* first(queue);
  }
  while (queue.length > 0) yield* first(queue);
  yield { records: [], prepared: null, issues: notes.issues.splice(0), losses: { ...notes.losses } };
}

function* first(queue: BatchAhead[]): Generator<BatchAhead, void, undefined> {
  const batch = queue.shift() as BatchAhead;
  batch.prepared?.finish();
  yield batch;
  batch.prepared?.release();
}
