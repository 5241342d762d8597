import { hashBytes, hashNumber, hashStart } from '../../bytes/hash.ts';
import type { GivenEntry } from './given-sa-table.ts';
import { SpiEntry } from './spi-entry.ts';

const SMALLEST = 64;

/**
 * Entries by destination address and SPI: a lookup takes one hash of the octets in the packet and one comparison, and
 * no key object. The owner bounds the number of entries.
 */
export class SpiTable {
  #buckets: (SpiEntry | null)[] = new Array(SMALLEST).fill(null);
  #size = 0;

  /** Number of entries. */
  get size(): number {
    return this.#size;
  }

  /** The entry for the address of `length` octets at `offset`, or null. */
  find(bytes: Uint8Array, offset: number, length: number, spi: number): SpiEntry | null {
    const hash = hashOf(bytes, offset, length, spi);
    let entry = this.#buckets[hash & (this.#buckets.length - 1)] ?? null;
    while (entry !== null) {
      if (entry.hash === hash && entry.spi === spi && entry.isFor(bytes, offset, length)) return entry;
      entry = entry.next;
    }
    return null;
  }

  /** Creates the entry for an address and SPI after find() returned null. The address is copied. */
  add(
    bytes: Uint8Array,
    offset: number,
    length: number,
    spi: number,
    given?: readonly GivenEntry[],
  ): SpiEntry {
    if (this.#size >= this.#buckets.length) this.#grow();
    const hash = hashOf(bytes, offset, length, spi);
    const entry = new SpiEntry(bytes, offset, length, spi, hash, given);
    this.#link(entry);
    this.#size++;
    return entry;
  }

  /** Removes an entry. */
  remove(entry: SpiEntry): void {
    const bucket = entry.hash & (this.#buckets.length - 1);
    let before: SpiEntry | null = null;
    let at = this.#buckets[bucket] ?? null;
    while (at !== null && at !== entry) {
      before = at;
      at = at.next;
    }
    if (at === null) return;
    if (before === null) this.#buckets[bucket] = entry.next;
    else before.next = entry.next;
    entry.next = null;
    this.#size--;
  }

  #link(entry: SpiEntry): void {
    const bucket = entry.hash & (this.#buckets.length - 1);
    entry.next = this.#buckets[bucket] ?? null;
    this.#buckets[bucket] = entry;
  }

  #grow(): void {
    const old = this.#buckets;
    this.#buckets = new Array(2 * old.length).fill(null);
    for (const first of old) {
      let entry = first;
      while (entry !== null) {
        const next: SpiEntry | null = entry.next;
        this.#link(entry);
        entry = next;
      }
    }
  }
}

function hashOf(bytes: Uint8Array, offset: number, length: number, spi: number): number {
  return hashBytes(hashNumber(hashStart(), spi), bytes, offset, offset + length);
}
