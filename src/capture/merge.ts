import { Heap } from '../bytes/tables/heap.ts';
import type { CaptureRecord } from '../model/capture.ts';

/** Capture time: whole seconds since 1970-01-01 UTC and nanoseconds within the second. */
export interface Instant {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** One source, with its records that have not gone out. */
interface Source {
  readonly index: number;
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
 * so files that follow each other are opened one after the other. With n sources a step takes log n.
 */
export class TimeMerge {
  readonly #sources: Source[];
  /** Sources with a first time still to come, the next one last. */
  readonly #sleepers: Sleeper[] = [];
  /** Sources that are awake and have records. */
  readonly #full = new Heap<Source>(goesBefore);
  /** Sources that were awake and had none; some may have records, or their end, by now. */
  readonly #hungry = new Heap<Source>((one, other) => one.index < other.index);

  /**
   * @param count number of sources, which have the indices 0 to count - 1
   * @param starts times of their first records, if known
   */
  constructor(count: number, starts: readonly (Instant | null)[] = []) {
    this.#sources = Array.from({ length: count }, (_, index) => {
      const start = starts[index] ?? null;
      if (start !== null) this.#sleepers.push({ index, start });
      return { index, records: [], next: 0, ended: false, asleep: start !== null };
    });
    for (const source of this.#sources) if (!source.asleep) this.#hungry.add(source);
    this.#sleepers.sort((one, other) => (wakesBefore(one, other) ? 1 : -1));
  }

  /** The source that must deliver before more records can go out; null if none must. */
  needs(): number | null {
    const hungry = this.#firstHungry();
    if (hungry !== undefined) return hungry.index;
    const sleeper = this.#sleepers.pop();
    if (sleeper === undefined) return null;
    const source = this.#source(sleeper.index);
    source.asleep = false;
    (isEmpty(source) ? this.#hungry : this.#full).add(source);
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
    const wasEmpty = isEmpty(to);
    to.records = wasEmpty ? records : [...to.records.slice(to.next), ...records];
    to.next = 0;
    if (wasEmpty && !isEmpty(to) && !to.asleep) this.#full.add(to);
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
    const until = this.#sleepers.at(-1)?.start ?? null;
    const taken: CaptureRecord[] = [];
    for (;;) {
      const source = this.#full.first;
      if (source === undefined || this.#firstHungry() !== undefined) return taken;
      const rival = this.#full.second;
      if (taken.length === 0 && rival === undefined && isBefore(source, until)) {
        this.#firstIsEmpty(source);
        return takeAll(source);
      }
      if (until !== null && !isEarlier(head(source), until)) return taken;
      takeRun(source, earlierOf(rival === undefined ? null : head(rival), until), taken);
      if (isEmpty(source)) this.#firstIsEmpty(source);
      else this.#full.moveFirst();
    }
  }

  #firstIsEmpty(source: Source): void {
    this.#full.take();
    if (!source.ended) this.#hungry.add(source);
  }

  #firstHungry(): Source | undefined {
    for (;;) {
      const source = this.#hungry.first;
      if (source === undefined || (!source.ended && isEmpty(source))) return source;
      this.#hungry.take();
    }
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

/** Which of two sources with records goes first? */
function goesBefore(one: Source, other: Source): boolean {
  const [first, second] = [head(one), head(other)];
  return isEarlier(first, second) || (!isEarlier(second, first) && one.index < other.index);
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

/** Takes the next record of a source, and those behind it that are earlier than `limit`. */
function takeRun(source: Source, limit: Instant | null, taken: CaptureRecord[]): void {
  do {
    taken.push(source.records[source.next++] as CaptureRecord);
  } while (!isEmpty(source) && (limit === null || isEarlier(head(source), limit)));
}

function head(source: Source): CaptureRecord {
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
