import type { CaptureRecord } from '../model/capture.ts';

/** Capture time: whole seconds since 1970-01-01 UTC and nanoseconds within the second. */
export interface Instant {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** One source, with its records that have not gone out. */
interface Source {
  records: CaptureRecord[];
  /** Index of the next record to go out. */
  next: number;
  ended: boolean;
  /** Is its first time still to come? */
  asleep: boolean;
}

interface Sleeper {
  readonly index: number;
  readonly start: Instant;
}

/**
 * Merges the records of several files in time order. It does not read: it tells which source it needs next.
 *
 * The earliest of the sources' next records goes out first; at equal times the one with the lower source index. The
 * order within a file is kept, even if its times go backwards. The batches of the last source pass unchanged. Memory:
 * one batch per source, if the caller follows `needs`. A source with a known first time is not needed before that time,
 * so files that follow each other are opened one after the other.
 */
export class TimeMerge {
  readonly #sources: Source[];
  /** Sources with a first time still to come, the next one last. */
  readonly #sleepers: Sleeper[] = [];

  /**
   * @param count number of sources, which have the indices 0 to count - 1
   * @param starts times of their first records, if known
   */
  constructor(count: number, starts: readonly (Instant | null)[] = []) {
    this.#sources = Array.from({ length: count }, (_, index) => {
      const start = starts[index] ?? null;
      if (start !== null) this.#sleepers.push({ index, start });
      return { records: [], next: 0, ended: false, asleep: start !== null };
    });
    this.#sleepers.sort((one, other) => (wakesBefore(one, other) ? 1 : -1));
  }

  /** The source that must deliver before more records can go out; null if none must. */
  needs(): number | null {
    const index = this.#sources.findIndex(source => !source.ended && !source.asleep && isEmpty(source));
    if (index >= 0) return index;
    const sleeper = this.#sleepers.pop();
    if (sleeper === undefined) return null;
    this.#source(sleeper.index).asleep = false;
    return sleeper.index;
  }

  /**
   * Adds a batch, in file order, to a source. The array belongs to the merge from now on; the data of the frames must
   * stay valid until `take` has returned them.
   *
   * @throws Error for a source that does not exist or has ended
   */
  add(source: number, records: CaptureRecord[]): void {
    const to = this.#source(source);
    if (to.ended) throw new Error(`expected a source that goes on, found ${source} ended`);
    to.records = isEmpty(to) ? records : [...to.records.slice(to.next), ...records];
    to.next = 0;
  }

  /**
   * Ends a source: the merge no longer waits for it.
   *
   * @throws Error for a source that does not exist
   */
  end(source: number): void {
    this.#source(source).ended = true;
  }

  /** The next records in time order, up to the point where a source must deliver again. */
  take(): CaptureRecord[] {
    const live = this.#sources.filter(source => !source.asleep && (!source.ended || !isEmpty(source)));
    const until = this.#sleepers.at(-1)?.start ?? null;
    const only = live[0];
    if (only !== undefined && live.length === 1 && isBefore(only, until)) return takeAll(only);
    const taken: CaptureRecord[] = [];
    while (live.length > 0 && !live.some(isEmpty) && takeRun(live, until, taken)) {
      const finished = live.findIndex(source => source.ended && isEmpty(source));
      if (finished >= 0) live.splice(finished, 1);
    }
    return taken;
  }

  #source(index: number): Source {
    const source = this.#sources[index];
    if (source === undefined)
      throw new Error(`expected a source below ${this.#sources.length}, found ${index}`);
    return source;
  }
}

function wakesBefore(one: Sleeper, other: Sleeper): boolean {
  return isEarlier(one.start, other.start) || (!isEarlier(other.start, one.start) && one.index < other.index);
}

function isEmpty(source: Source): boolean {
  return source.next >= source.records.length;
}

/** Are all records of a source earlier than a time? */
function isBefore({ records, next }: Source, until: Instant | null): boolean {
  if (until === null) return true;
  for (let i = next; i < records.length; i++)
    if (!isEarlier(records[i] as CaptureRecord, until)) return false;
  return true;
}

function takeAll(source: Source): CaptureRecord[] {
  const records = source.next === 0 ? source.records : source.records.slice(source.next);
  source.records = [];
  source.next = 0;
  return records;
}

/**
 * Takes records of the earliest source as long as it stays the earliest, and before `until`. Every source must have
 * records. False if nothing is before that time.
 */
function takeRun(live: readonly Source[], until: Instant | null, taken: CaptureRecord[]): boolean {
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
  if (until !== null && !isEarlier(head(live, best), until)) return false;
  const source = live[best] as Source;
  const limit = earlierOf(rival < 0 ? null : head(live, rival), until);
  do {
    taken.push(source.records[source.next++] as CaptureRecord);
  } while (!isEmpty(source) && (limit === null || isEarlier(head(live, best), limit)));
  return true;
}

function head(live: readonly Source[], index: number): CaptureRecord {
  const source = live[index] as Source;
  return source.records[source.next] as CaptureRecord;
}

function earlierOf(one: Instant | null, other: Instant | null): Instant | null {
  if (one === null || other === null) return one ?? other;
  return isEarlier(one, other) ? one : other;
}

function isEarlier(one: Instant, other: Instant): boolean {
  if (one.seconds !== other.seconds) return one.seconds < other.seconds;
  return one.nanoseconds < other.nanoseconds;
}
