/** A Map or a Set: its keys come in the order in which they were added. */
interface Ordered<K> {
  keys(): Iterator<K>;
}

/** Changes after which a place that is not asked for is given up. */
const PATIENCE = 1024;

/**
 * Gives the keys of a Map or a Set, the oldest first; each is to be taken out, or added anew, before the next is asked
 * for. It goes on where it was: V8 keeps the places of entries that were deleted until it makes the table anew, and
 * who begins at the front each time steps over all of them. But an iterator that stands still keeps every table alive
 * that was made since, so it is given up after many changes.
 */
export class OldestFirst<K> {
  readonly #entries: Ordered<K>;
  readonly #patience: number;
  #keys: Iterator<K> | null = null;
  #changes = 0;

  /** @param patience changes after which the place is given up. */
  constructor(entries: Ordered<K>, patience = PATIENCE) {
    this.#entries = entries;
    this.#patience = patience;
  }

  /** A key was taken out that was not asked for here, or added anew: to be told where that may happen without end. */
  changed(): void {
    if (this.#keys !== null && ++this.#changes > this.#patience) this.#keys = null;
  }

  /** The oldest key; undefined if there is none. */
  next(): K | undefined {
    this.#changes = 0;
    const next = this.#keys?.next();
    if (next !== undefined && !next.done) return next.value;
    // There was no place, or it had come to the end, where an iterator stays whatever is added later.
    this.#keys = this.#entries.keys();
    const first = this.#keys.next();
    if (!first.done) return first.value;
    this.#keys = null;
    return undefined;
  }
}
