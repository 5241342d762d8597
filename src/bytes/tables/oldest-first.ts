/** A Map or a Set: its keys are in insertion order. */
interface Ordered<K> {
  keys(): Iterator<K>;
}

/** Changes after which an unused iterator is dropped. */
const PATIENCE = 1024;

/**
 * The keys of a Map or a Set, oldest first. The caller must delete each key, or add it again, before it asks for the
 * next. The iterator is kept between calls: V8 keeps deleted entries until it rebuilds the table, and a new iterator
 * would step over all of them each time. But an idle iterator keeps every later table alive, so it is dropped after
 * many changes.
 */
export class OldestFirst<K> {
  readonly #entries: Ordered<K>;
  readonly #patience: number;
  #keys: Iterator<K> | null = null;
  #changes = 0;

  /** @param patience changes after which the iterator is dropped. */
  constructor(entries: Ordered<K>, patience = PATIENCE) {
    this.#entries = entries;
    this.#patience = patience;
  }

  /** Tells of a key that was deleted without `next`, or added again. Call it where that may happen without end. */
  changed(): void {
    if (this.#keys !== null && ++this.#changes > this.#patience) this.#keys = null;
  }

  /** The oldest key; undefined if there is none. */
  next(): K | undefined {
    this.#changes = 0;
    const next = this.#keys?.next();
    if (next !== undefined && !next.done) return next.value;
    // There was no iterator, or it was at its end, where it stays even if keys are added.
    this.#keys = this.#entries.keys();
    const first = this.#keys.next();
    if (!first.done) return first.value;
    this.#keys = null;
    return undefined;
  }
}
