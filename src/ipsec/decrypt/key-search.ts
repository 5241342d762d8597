import type { KeyMaterial } from '../../model/security-association.ts';
import type { Datagram } from '../../net/packet/datagram.ts';
import type { KeyRing, KeyRings } from '../crypto/key-ring.ts';
import { methodsInOrder } from '../crypto/suites.ts';
import type { KeySearch, SpiEntry } from '../sa/spi-entry.ts';

/** Bounds of the search. */
export interface KeySearchLimits {
  /** Packets of one SPI that a key is tried with: the first may be damaged. */
  readonly searchedPackets: number;
  /** ICVs computed in the whole search; some microseconds each. */
  readonly searchTrials: number;
}

/** The ICV algorithms for CK and IK (TS 33.203 Annex H). */
export const SEARCHED_METHODS = methodsInOrder([]);

/**
 * Searches the key of ESP without an agreement: the capture began late, or the headers were lost. Every known key is
 * tried with every ICV algorithm on the first packets of an SPI. A key that becomes known later is tried on the next
 * packets, or on the held ones.
 */
export class KeyFinder {
  readonly #keys: readonly KeyMaterial[];
  readonly #limits: KeySearchLimits;
  readonly #rings: KeyRings;
  #trials = 0;

  /** @param keys the known keys, in the order of the search; more may be added at the end. */
  constructor(rings: KeyRings, keys: readonly KeyMaterial[], limits: KeySearchLimits) {
    this.#rings = rings;
    this.#keys = keys;
    this.#limits = limits;
  }

  /** ICVs computed. */
  get trials(): number {
    return this.#trials;
  }

  /** Is the bound reached, so that the search has ended? */
  get exhausted(): boolean {
    return this.#trials >= this.#limits.searchTrials;
  }

  /** The key that verifies the ICV of a packet; null if there is none, or the bound is reached. */
  find(packet: Datagram, entry: SpiEntry): KeyMaterial | null {
    const search = entry.search ?? begun(packet);
    entry.search = search;
    if (this.#keys.length > search.to) this.#widen(search);
    if (search.packets >= this.#limits.searchedPackets || search.from === search.to) return null;
    search.packets++;
    for (let i = search.from; i < search.to; i++) {
      const key = this.#keys[i] as KeyMaterial;
      if (this.#verifies(packet, this.#rings.of(key))) return key;
      if (!this.exhausted) continue;
      search.limited ||= search.packets === 1;
      break;
    }
    return null;
  }

  /** Takes new keys: they join the keys in trial, or are tried alone. */
  #widen(search: KeySearch): void {
    if (search.packets >= this.#limits.searchedPackets) {
      search.from = search.to;
      search.packets = 0;
    }
    search.to = this.#keys.length;
  }

  #verifies({ bytes, start, end }: Datagram, ring: KeyRing): boolean {
    for (const method of SEARCHED_METHODS) {
      if (this.exhausted) return false;
      this.#trials++;
      if (ring.integrity(method).verify(bytes, start, end)) return true;
    }
    return false;
  }
}

function begun({ source, destination, file, frame }: Datagram): KeySearch {
  return {
    source,
    destination,
    file,
    frame,
    from: 0,
    to: 0,
    packets: 0,
    limited: false,
  };
}
