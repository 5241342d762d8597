import type { CaptureLosses } from '../../capture/damage.ts';
import type { SaDatabase } from '../../ipsec/sa-database.ts';
import type { CaptureRecord } from '../../model/capture.ts';
import type { Issue } from '../../model/issue.ts';
import { AHEAD, type CryptoThread } from './crypto-thread.ts';
import { EspPrefetch, type PreparedBatch } from './esp-prefetch.ts';

/** Issues and losses that reading has noticed so far. */
export interface ReadingNotes {
  /** Removed as they are passed on. */
  readonly issues: Issue[];
  readonly losses: Readonly<CaptureLosses>;
}

/** A batch of frames, with the prepared work on its ESP. */
export interface BatchAhead {
  readonly records: readonly CaptureRecord[];
  readonly prepared: PreparedBatch | null;
  /** Issues noticed while they were read. */
  readonly issues: readonly Issue[];
  /** Losses by then. */
  readonly losses: Readonly<CaptureLosses>;
}

/** Most batches that `lookAhead` holds at a time, including the one passed on. */
export function batchesKept(threads: readonly CryptoThread[]): number {
  return AHEAD * threads.length + 1;
}

/**
 * Passes batches on in order, while threads work on the ESP of later ones.
 *
 * @param notes issues from reading `batches`. Each is passed on with its batch, the last ones without frames, so that
 *   their place among the messages does not depend on the distance of reading ahead.
 * @param maximumOpeners most openers sent to the threads.
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
