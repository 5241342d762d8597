/** A Map of bounded size: when it is full, the entry that was added first goes, and is counted. */
export class BoundedMap<K, V> {
  readonly #map = new Map<K, V>();
  readonly #capacity: number;
  /** Entries given up because the map was full. */
  evicted = 0;

  /** @param capacity entries at most, 1 or more. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#map.size;
  }

  get(key: K): V | undefined {
    return this.#map.get(key);
  }

  /** Adds or replaces an entry; it is the youngest then. */
  set(key: K, value: V): void {
    if (!this.#map.delete(key) && this.#map.size >= this.#capacity) {
      for (const oldest of this.#map.keys()) {
        this.#map.delete(oldest);
        break;
      }
      this.evicted++;
    }
    this.#map.set(key, value);
  }

  /** Takes an entry out; false if there is none. */
  delete(key: K): boolean {
    return this.#map.delete(key);
  }

  /** The values, oldest first. */
  values(): IterableIterator<V> {
    return this.#map.values();
  }
}
