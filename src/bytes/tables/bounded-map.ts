import { OldestFirst } from './oldest-first.ts';

/** The weight of entries: if values differ much in size, their number alone does not bound the memory. */
interface Weight<V> {
  /** Maximum weight of all entries together. */
  readonly limit: number;
  /** Weight of one value; must not change. */
  readonly of: (value: V) => number;
}

/**
 * A Map of bounded size: if it is full, the oldest entry is dropped and counted.
 *
 * lru-cache 11.5.3 is as fast (set 230 ns against 230 ns, get 86 ns against 78 ns, at 65,536 entries), but allocates
 * all entries at once: empty with room for 4,096 it takes 92 kB, this one less than 1 kB. Most tables stay almost
 * empty.
 */
export class BoundedMap<K, V> {
  readonly #map = new Map<K, V>();
  readonly #oldest = new OldestFirst(this.#map);
  readonly #capacity: number;
  readonly #weight: Weight<V> | null;
  #weighed = 0;
  /** Entries dropped because the map was full. */
  evicted = 0;

  /**
   * @param capacity entries at most, 1 or more.
   * @param weight also bounds the weight of the entries; an entry that exceeds it alone is not kept.
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

  /** Adds or replaces an entry, which becomes the newest. */
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
