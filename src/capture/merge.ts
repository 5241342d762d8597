import type { CaptureRecord } from '../model/capture.ts';

/** What one source has delivered and not yet given away. */
interface Source {
  records: CaptureRecord[];
  /** Index of the first record that is still to be given. */
  next: number;
  ended: boolean;
}

/**
 * Merges the records of several files in time order. It does no reading: it says which source it needs next.
 *
 * Of the sources' first records the earliest goes out; at equal times the lower source index goes first. Within a
 * source the order of the file is kept, even where its times go backwards. With one source left its batches pass
 * as they are. Memory: what the caller adds, one batch a source if it follows `needs`.
 */
export class TimeMerge {
  readonly #sources: Source[];

  /** @param count number of sources, which have the indices 0 to count - 1 */
  constructor(count: number) {
    this.#sources = Array.from({ length: count }, () => ({ records: [], next: 0, ended: false }));
  }

  /** The lowest source from which records must come before more can be given; null when there is none. */
  needs(): number | null {
    const index = this.#sources.findIndex(source => !source.ended && isEmpty(source));
    return index < 0 ? null : index;
  }

  /**
   * Adds a batch, in file order, to a source. The array belongs to the merge from now on; the frames' data must
   * stay valid until `take` has given them.
   *
   * @throws Error for a source that does not exist or has ended
   */
  add(source: number, records: CaptureRecord[]): void {
    const to = this.#source(source);
    if (to.ended) throw new Error(`source ${source} has ended`);
    to.records = isEmpty(to) ? records : [...to.records.slice(to.next), ...records];
    to.next = 0;
  }

  /**
   * No more batches from a source: what it still holds is given without waiting for it.
   *
   * @throws Error for a source that does not exist
   */
  end(source: number): void {
    this.#source(source).ended = true;
  }

  /** The next records in time order: all that can be given before some source must deliver again. */
  take(): CaptureRecord[] {
    const live = this.#sources.filter(source => !source.ended || !isEmpty(source));
    const only = live[0];
    if (only !== undefined && live.length === 1) return takeAll(only);
    const taken: CaptureRecord[] = [];
    while (live.length > 0 && !live.some(isEmpty)) {
      takeRun(live, taken);
      const finished = live.findIndex(source => source.ended && isEmpty(source));
      if (finished >= 0) live.splice(finished, 1);
    }
    return taken;
  }

  #source(index: number): Source {
    const source = this.#sources[index];
    if (source === undefined) throw new Error(`there is no source ${index}`);
    return source;
  }
}

function isEmpty(source: Source): boolean {
  return source.next >= source.records.length;
}

function takeAll(source: Source): CaptureRecord[] {
  const records = source.next === 0 ? source.records : source.records.slice(source.next);
  source.records = [];
  source.next = 0;
  return records;
}

/** Takes the records of the earliest source for as long as it stays the earliest. All sources have records. */
function takeRun(live: readonly Source[], taken: CaptureRecord[]): void {
  let best = 0;
  let rival = -1;
  for (let i = 1; i < live.length; i++) {
    if (isEarlier(head(live, i), head(live, best))) {
      rival = best;
      best = i;
    } else if (rival < 0 || isEarlier(head(live, i), head(live, rival))) {
      rival = i;
    }
  }
  const source = live[best] as Source;
  const limit = rival < 0 ? null : head(live, rival);
  do {
    taken.push(source.records[source.next++] as CaptureRecord);
  } while (!isEmpty(source) && (limit === null || isEarlier(head(live, best), limit)));
}

function head(live: readonly Source[], index: number): CaptureRecord {
  const source = live[index] as Source;
  return source.records[source.next] as CaptureRecord;
}

function isEarlier(record: CaptureRecord, other: CaptureRecord): boolean {
  if (record.seconds !== other.seconds) return record.seconds < other.seconds;
  return record.nanoseconds < other.nanoseconds;
}
