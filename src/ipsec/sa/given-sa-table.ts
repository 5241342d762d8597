import { addTo } from '../../bytes/tables/add-to.ts';
import type { GivenSa } from '../../model/security-association.ts';
import type { CryptoEngine } from '../crypto/engine.ts';
import { isAddressOf } from '../given/address-pattern.ts';
import { createGivenOpener, type GivenOpener } from './given-opener.ts';

/** An SA from the user with its opener; null if its algorithms are not supported. */
export interface GivenEntry {
  readonly given: GivenSa;
  readonly opener: GivenOpener | null;
}

const NONE: readonly GivenEntry[] = [];

/** Most SAs for one destination and SPI: all of them are tried on each packet. */
const LARGEST = 64;

/**
 * The SAs from the user. Wildcards are searched once for each destination and SPI, at its first packet; the caller
 * keeps the result.
 */
export class GivenSaTable {
  readonly #bySpi = new Map<number, GivenEntry[]>();
  readonly #withWildcards: GivenEntry[] = [];

  constructor(engine: CryptoEngine, sas: readonly GivenSa[]) {
    for (const given of sas) {
      const entry = { given, opener: createGivenOpener(engine, given) };
      if (given.spiMask !== 0xffff_ffff) this.#withWildcards.push(entry);
      else addTo(this.#bySpi, given.spi, entry);
    }
  }

  /** The SAs for a destination, with its 4 or 16 octets at `offset`, and an SPI; exact SPIs first. */
  matching(addresses: Uint8Array, offset: number, length: number, spi: number): readonly GivenEntry[] {
    const exact = this.#bySpi.get(spi) ?? NONE;
    if (exact.length === 0 && this.#withWildcards.length === 0) return NONE;
    const family = length === 4 ? 4 : 6;
    const found = [...exact, ...this.#withWildcards].filter(
      ({ given }) =>
        ((given.spi ^ spi) & given.spiMask) === 0 &&
        given.family === family &&
        isAddressOf(given.destination, addresses, offset),
    );
    return found.length === 0 ? NONE : found.slice(0, LARGEST);
  }
}
