import type { EspStatistics } from './esp-statistics.ts';
import type { Opener } from './sa/keyed-set.ts';
import { isAgreed } from './sa/sa-set.ts';
import type { SpiDirectory } from './sa/spi-directory.ts';
import { type Generation, NOT_EXTENDED } from './sa/spi-entry.ts';
import { countPacket, countSequence } from './sa-counts.ts';

/**
 * The SAs of a database for callers who verify and decrypt plain packets themselves, beforehand: what they may presume, and
 * whether that still holds when the packet has its turn.
 */
export class PlainPackets {
  readonly #directory: SpiDirectory;
  readonly #counts: EspStatistics;

  constructor(directory: SpiDirectory, counts: EspStatistics) {
    this.#directory = directory;
    this.#counts = counts;
  }

  /**
   * The opener that would be tried first for a packet to this address with this SPI; null without one, or if it is not
   * simply a key of an agreement.
   */
  presumedOpener(
    addresses: Uint8Array,
    destinationOffset: number,
    length: 4 | 16,
    spi: number,
  ): Opener | null {
    const generation = this.#directory.find(addresses, destinationOffset, length, spi)?.presumed ?? null;
    if (generation === null || generation.high !== NOT_EXTENDED) return null;
    const opener = generation.opener ?? generation.keyed.opener;
    // Algorithms beyond TS 33.203 are left to the analysis itself.
    return opener === null || opener.ring === null || opener.expansion !== null ? null : opener;
  }

  /**
   * The SA of an agreement for which `opener` has decrypted earlier packets, and which is still the first to try for this
   * address and SPI; null without one. Its packets may be counted by `count`.
   */
  saOf(
    addresses: Uint8Array,
    destinationOffset: number,
    length: 4 | 16,
    spi: number,
    opener: Opener,
  ): Generation | null {
    const entry = this.#directory.find(addresses, destinationOffset, length, spi);
    const generation = entry?.presumed ?? null;
    if (entry === null || generation === null || entry.given.length > 0) return null;
    const isStill = generation.opener === opener && generation.high === NOT_EXTENDED;
    return isStill && isAgreed(generation.sa) ? generation : null;
  }

  /**
   * Counts a packet of `saOf` with a good ICV that was decrypted, as SaDatabase.decode() would. False, with nothing
   * counted, if it is a copy of an earlier one.
   */
  count(generation: Generation, sequence: number, fingerprint: number, frame: number): boolean {
    const { entry, sa } = generation;
    if (entry.window.observe(sequence, fingerprint)) return false;
    this.#counts.packets++;
    this.#counts.icvGood++;
    this.#counts.decrypted++;
    countPacket(sa, frame, 'good');
    countSequence(generation, sequence);
    entry.verified = generation;
    return true;
  }
}
