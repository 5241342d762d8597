import { OldestFirst } from './oldest-first.ts';

/** What entries weigh: for values of very different sizes a number of entries is no bound of memory. */
interface Weight<V> {
  /** All entries together weigh at most this. */
  readonly limit: number;
  /** Of one value; the same whenever it is asked. */
  readonly of: (value: V) => number;
}

/**
 * A Map of bounded size: when it is full, the entry that was added first goes, and is counted.
 *
 * lru-cache 11.5.3 is as fast (setting 230 ns against 230 ns, getting 86 ns against 78 ns, at 65,536 entries), but makes
 * room for all entries at once: an empty one for 4,096 takes 92 kB, this one less than 1 kB. Most tables stay almost empty.
 */
export class BoundedMap<K, V> {
  readonly #map = new Map<K, V>();
  readonly #oldest = new OldestFirst(this.#map);
  readonly #capacity: number;
  readonly #weight: Weight<V> | null;
  #weighed = 0;
  /** Entries given up because the map was full. */
  evicted = 0;

  /**
   * @param capacity entries at most, 1 or more.
   * @param weight bounds the entries by what they weigh as well; one that is too heavy by itself is not kept.
   */
  constructor(capacity: number, weight: Weight<V> | null = null) {
    this.#capacity = capacity;
    this.#weight = weight;
  }

  get size(): number {
    return this.#map.size;
  }

  get(key: K): V | undefined {
    return this.#map.get(key);
  }

  /** Adds or replaces an entry; it is the youngest then. */
  set(key: K, value: V): void {
    if (!this.delete(key) && this.#map.size >= this.#capacity) this.#evictOldest();
    this.#map.set(key, value);
    if (this.#weight === null) return;
    this.#weighed += this.#weight.of(value);
    while (this.#weighed > this.#weight.limit) this.#evictOldest();
  }

  /** Takes an entry out; false if there is none. */
  delete(key: K): boolean {
    if (this.#weight !== null) {
      const value = this.#map.get(key);
      if (value !== undefined) this.#weighed -= this.#weight.of(value);
    }
    this.#oldest.changed();
    return this.#map.delete(key);
  }

  /** The values, oldest first. */
  values(): IterableIterator<V> {
    return this.#map.values();
  }

  #evictOldest(): void {
    const oldest = this.#oldest.next();
    if (oldest === undefined) return;
    this.delete(oldest);
    this.evicted++;
  }
}
