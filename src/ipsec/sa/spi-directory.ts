import { leastLoss } from '../../bytes/tables/least-loss.ts';
import { OldestFirst } from '../../bytes/tables/oldest-first.ts';
import type { KeyMaterial } from '../../model/security-association.ts';
import type { Datagram } from '../../net/packet/datagram.ts';
import type { GivenOpener } from './given-opener.ts';
import type { GivenSaTable } from './given-sa-table.ts';
import type { KeyedSet } from './keyed-set.ts';
import { isAgreed } from './sa-set.ts';
import { type Generation, NOT_EXTENDED, type SpiEntry } from './spi-entry.ts';
import { SpiTable } from './spi-table.ts';

/** Bounds of the directory. */
export interface SpiDirectoryLimits {
  /** SPIs without an agreement, kept to find duplicates; the least recently seen is dropped first. */
  readonly unknownSpis: number;
  /** Successive SAs with the same destination and SPI; those that no ICV proved are dropped first. */
  readonly generationsPerSpi: number;
}

const NONE: readonly GivenOpener[] = [];

/** The SAs by destination address and SPI, and the SPIs without an SA. */
export class SpiDirectory {
  readonly #table = new SpiTable();
  readonly #limits: SpiDirectoryLimits;
  readonly #given: GivenSaTable | null;
  /** Entries without an agreement, the least recently seen first. */
  readonly #unknown = new Set<SpiEntry>();
  readonly #oldestUnknown = new OldestFirst(this.#unknown);
  /** Entries and generations dropped. */
  evictedSpis = 0;
  evictedGenerations = 0;

  constructor(limits: SpiDirectoryLimits, given: GivenSaTable | null = null) {
    this.#limits = limits;
    this.#given = given;
  }

  /** Number of destinations and SPIs kept. */
  get size(): number {
    return this.#table.size;
  }

  /** The entry of a destination and SPI, or null. */
  find(addresses: Uint8Array, destinationOffset: number, length: 4 | 16, spi: number): SpiEntry | null {
    return this.#table.find(addresses, destinationOffset, length, spi);
  }

  /** The entry of a packet's destination and SPI, created if there is none. */
  entryOf(packet: Datagram, spi: number): SpiEntry {
    const { addresses, destinationOffset, addressLength: length } = packet;
    const entry = this.#table.find(addresses, destinationOffset, length, spi);
    if (entry === null) return this.#addUnknown(addresses, destinationOffset, length, spi);
    if (entry.generations.length === 0) this.#touch(entry);
    return entry;
  }

  /**
   * Makes `sa`, of an agreement, the newest generation of its destination (4 or 16 octets). It replaces SAs from the
   * user, but takes over their keys, and recovered SAs.
   */
  addGeneration(sa: Generation['sa'], keyed: KeyedSet, destination: Uint8Array): Generation {
    const entry =
      this.#table.find(destination, 0, destination.length, sa.spi) ??
      this.#add(destination, 0, destination.length, sa.spi);
    if (entry.generations.length > 0)
      for (const other of entry.generations.filter(({ sa }) => !isAgreed(sa))) entry.remove(other);
    const openers = entry.given.length === 0 ? NONE : entry.given.flatMap(({ opener }) => opener ?? []);
    return this.#addTo(entry, sa, keyed, openers);
  }

  /** The keys of recovered SAs for a destination (4 or 16 octets) and an SPI. */
  recoveredKeys(destination: Uint8Array, spi: number): KeyMaterial[] {
    const entry = this.#table.find(destination, 0, destination.length, spi);
    if (entry === null || entry.generations.length === 0) return [];
    return entry.generations.flatMap(({ sa }) => (sa.recovered ? sa.set.keys : []));
  }

  /** The entries without an agreement that have packets which were not decrypted. */
  *unexplained(): Iterable<SpiEntry> {
    for (const entry of this.#unknown) if (entry.unknown + entry.closed > 0) yield entry;
  }

  /** Adds an SA from the user, or a recovered one, to an entry without an agreement. */
  addLone(sa: Generation['sa'], keyed: KeyedSet, entry: SpiEntry, opener: GivenOpener | null): Generation {
    return this.#addTo(entry, sa, keyed, opener === null ? [] : [opener]);
  }

  #addTo(entry: SpiEntry, sa: Generation['sa'], keyed: KeyedSet, given: readonly GivenOpener[]): Generation {
    this.#unknown.delete(entry);
    this.#oldestUnknown.changed();
    const generation: Generation = {
      sa,
      keyed,
      entry,
      opener: null,
      given,
      high: NOT_EXTENDED,
      low: 0,
      extendedTrials: 0,
    };
    entry.generations.unshift(generation);
    if (entry.generations.length > this.#limits.generationsPerSpi) {
      const { generations } = entry;
      entry.remove(generations[leastLoss(generations, isProved, generations.length - 1)] as Generation);
      this.evictedGenerations++;
    }
    return generation;
  }

  /** Removes a generation, and after the last one its entry. */
  removeGeneration(generation: Generation): void {
    const { entry } = generation;
    entry.remove(generation);
    if (entry.generations.length === 0) this.#table.remove(entry);
  }

  #addUnknown(addresses: Uint8Array, offset: number, length: number, spi: number): SpiEntry {
    if (this.#unknown.size >= this.#limits.unknownSpis) this.#evictUnknown();
    const entry = this.#add(addresses, offset, length, spi);
    this.#unknown.add(entry);
    return entry;
  }

  #add(addresses: Uint8Array, offset: number, length: number, spi: number): SpiEntry {
    const given = this.#given?.matching(addresses, offset, length, spi);
    return this.#table.add(addresses, offset, length, spi, given);
  }

  #evictUnknown(): void {
    const oldest = this.#oldestUnknown.next();
    if (oldest === undefined) return;
    this.#unknown.delete(oldest);
    this.#table.remove(oldest);
    this.evictedSpis++;
  }

  #touch(entry: SpiEntry): void {
    this.#unknown.delete(entry);
    this.#unknown.add(entry);
    this.#oldestUnknown.changed();
  }
}

/** Has an ICV verified under this very SA? */
function isProved({ sa }: Generation): boolean {
  return sa.icvGood > 0;
}
