/** Links that an entry of an `LruTable` carries; the table owns them. */
export interface TableEntry<E> {
  /** Hash of the entry's key, never changed. */
  readonly hash: number;
  /** Next entry with the same hash. */
  sameHash: E | null;
  older: E | null;
  newer: E | null;
}

/**
 * Hash table whose entries are ordered by last use. Keys are numeric hashes; the user walks the entries of one
 * hash (`first`, then `sameHash`) and compares exactly, so that no key object is ever built.
 */
export class LruTable<E extends TableEntry<E>> {
  readonly #byHash = new Map<number, E>();
  #oldest: E | null = null;
  #newest: E | null = null;
  #size = 0;

  /** Number of entries. */
  get size(): number {
    return this.#size;
  }

  /** The entry that was not used for the longest time. */
  get oldest(): E | null {
    return this.#oldest;
  }

  /** The first entry with this hash. */
  first(hash: number): E | null {
    return this.#byHash.get(hash) ?? null;
  }

  /** Adds an entry as the newest. */
  add(entry: E): void {
    entry.sameHash = this.#byHash.get(entry.hash) ?? null;
    this.#byHash.set(entry.hash, entry);
    this.#append(entry);
    this.#size++;
  }

  /** Makes an entry the newest. */
  touch(entry: E): void {
    if (entry === this.#newest) return;
    this.#unlink(entry);
    this.#append(entry);
  }

  /** Takes an entry out. */
  remove(entry: E): void {
    this.#unlink(entry);
    this.#size--;
    const first = this.#byHash.get(entry.hash);
    if (first === entry) {
      if (entry.sameHash === null) this.#byHash.delete(entry.hash);
      else this.#byHash.set(entry.hash, entry.sameHash);
    } else {
      let before = first;
      while (before !== undefined && before.sameHash !== entry) before = before.sameHash ?? undefined;
      if (before !== undefined) before.sameHash = entry.sameHash;
    }
    entry.sameHash = null;
  }

  #append(entry: E): void {
    entry.older = this.#newest;
    entry.newer = null;
    if (this.#newest === null) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
  }

  #unlink(entry: E): void {
    if (entry.older === null) this.#oldest = entry.newer;
    else entry.older.newer = entry.newer;
    if (entry.newer === null) this.#newest = entry.older;
    else entry.newer.older = entry.older;
    entry.older = null;
    entry.newer = null;
  }
}
