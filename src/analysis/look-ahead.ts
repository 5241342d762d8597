import type { SaDatabase } from '../ipsec/sa-database.ts';
import type { CaptureRecord } from '../model/capture.ts';
import { EspPrefetch, type PreparedBatch } from './esp-prefetch.ts';

/** A batch of frames, with what is done for their ESP beforehand. */
export interface BatchAhead {
  readonly records: readonly CaptureRecord[];
  readonly prepared: PreparedBatch | null;
}

/** Bytes of frames after which threads are started: for less they do not pay. */
const WORTH_THREADS = 1024 * 1024;

/** Passes batches on in their order, while `threads` other threads work ahead on the ESP of those to come. */
export async function* lookAhead(
  batches: AsyncIterable<CaptureRecord[]>,
  database: SaDatabase,
  threads: number,
): AsyncGenerator<BatchAhead, void, undefined> {
  let prefetch: EspPrefetch | null = null;
  let seen = 0;
  const queue: BatchAhead[] = [];
  try {
    for await (const records of batches) {
      seen += bytesOf(records);
      if (prefetch === null && threads > 0 && seen > WORTH_THREADS)
        prefetch = new EspPrefetch(database, threads);
      const depth = prefetch?.depth ?? 0;
      queue.push({ records, prepared: depth === 0 ? null : (prefetch?.prepare(records) ?? null) });
      while (queue.length > depth) yield* first(queue);
    }
    while (queue.length > 0) yield* first(queue);
  } finally {
    await prefetch?.close();
  }
}

function* first(queue: BatchAhead[]): Generator<BatchAhead, void, undefined> {
  const batch = queue.shift() as BatchAhead;
  batch.prepared?.finish();
  yield batch;
  batch.prepared?.release();
}

function bytesOf(records: readonly CaptureRecord[]): number {
  const first = records[0];
  const last = records.at(-1);
  return first === undefined || last === undefined ? 0 : last.offset + last.data.length - first.offset;
}
