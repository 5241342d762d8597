import type { Datagram } from '../net/datagram.ts';
import type { KeyedSet } from './keyed-set.ts';
import type { Generation, SpiEntry } from './spi-entry.ts';
import { SpiTable } from './spi-table.ts';

/** Bounds of the directory. */
export interface SpiDirectoryLimits {
  /** SPIs without an agreement kept to fold duplicates; the one not seen for longest goes first. */
  readonly unknownSpis: number;
  /** SAs that had the same destination and SPI one after the other; the oldest goes first. */
  readonly generationsPerSpi: number;
}

/** Which SAs a destination address and SPI stand for, and the SPIs met that stand for none. */
export class SpiDirectory {
  readonly #table = new SpiTable();
  readonly #limits: SpiDirectoryLimits;
  /** Entries without an agreement, the one not seen for longest first. */
  readonly #unknown = new Set<SpiEntry>();
  /** Entries and generations forgotten. */
  evictedSpis = 0;
  evictedGenerations = 0;

  constructor(limits: SpiDirectoryLimits) {
    this.#limits = limits;
  }

  /** Number of destinations and SPIs kept. */
  get size(): number {
    return this.#table.size;
  }

  /** The entry of a destination and SPI, or null. */
  find(addresses: Uint8Array, destinationOffset: number, length: 4 | 16, spi: number): SpiEntry | null {
    return this.#table.find(addresses, destinationOffset, length, spi);
  }

  /** The entry of a packet's destination and SPI, made if there is none. */
  entryOf(packet: Datagram, spi: number): SpiEntry {
    const { addresses, destinationOffset } = packet;
    const length = packet.family === 4 ? 4 : 16;
    const entry = this.#table.find(addresses, destinationOffset, length, spi);
    if (entry === null) return this.#addUnknown(addresses, destinationOffset, length, spi);
    if (entry.generations.length === 0) this.#touch(entry);
    return entry;
  }

  /** Makes `sa` the newest generation of its destination, whose 4 or 16 octets are given. */
  addGeneration(sa: Generation['sa'], keyed: KeyedSet, destination: Uint8Array): Generation {
    const entry =
      this.#table.find(destination, 0, destination.length, sa.spi) ??
      this.#table.add(destination, 0, destination.length, sa.spi);
    this.#unknown.delete(entry);
    const generation: Generation = { sa, keyed, entry, opener: null, withoutKey: 0 };
    entry.generations.unshift(generation);
    if (entry.generations.length > this.#limits.generationsPerSpi) {
      entry.remove(entry.generations.at(-1) as Generation);
      this.evictedGenerations++;
    }
    return generation;
  }

  /** Forgets a generation, and its entry with the last one. */
  removeGeneration(generation: Generation): void {
    const { entry } = generation;
    entry.remove(generation);
    if (entry.generations.length === 0) this.#table.remove(entry);
  }

  #addUnknown(addresses: Uint8Array, offset: number, length: number, spi: number): SpiEntry {
    if (this.#unknown.size >= this.#limits.unknownSpis) this.#evictUnknown();
    const entry = this.#table.add(addresses, offset, length, spi);
    this.#unknown.add(entry);
    return entry;
  }

  #evictUnknown(): void {
    for (const oldest of this.#unknown) {
      this.#unknown.delete(oldest);
      this.#table.remove(oldest);
      this.evictedSpis++;
      return;
    }
  }

  #touch(entry: SpiEntry): void {
    this.#unknown.delete(entry);
    this.#unknown.add(entry);
  }
}
