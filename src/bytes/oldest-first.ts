/** A Map or a Set: its keys come in the order in which they were added. */
interface Ordered<K> {
  keys(): Iterator<K>;
}

/**
 * Gives the keys of a Map or a Set, the oldest first; each is to be taken out, or added anew, before the next is asked
 * for. It goes on where it was: V8 keeps the places of entries that were deleted until it makes the table anew, and
 * who begins at the front each time steps over all of them.
 */
export class OldestFirst<K> {
  readonly #entries: Ordered<K>;
  #keys: Iterator<K>;

  constructor(entries: Ordered<K>) {
    this.#entries = entries;
    this.#keys = entries.keys();
  }

  /** The oldest key; undefined if there is none. */
  next(): K | undefined {
    const next = this.#keys.next();
    if (!next.done) return next.value;
    // It had come to the end, where an iterator stays whatever is added later.
    this.#keys = this.#entries.keys();
    const first = this.#keys.next();
    return first.done ? undefined : first.value;
  }
}
