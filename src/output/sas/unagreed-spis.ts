import type { EspEvent } from '../../analysis/events/esp-event.ts';
import { BoundedMap } from '../../bytes/tables/bounded-map.ts';
import type { SaSet } from '../../model/security-association.ts';

/** ESP under an SPI without a security agreement, as far as the capture shows. */
export interface UnagreedSpi {
  /** The source of its first packet. */
  readonly source: string;
  readonly destination: string;
  readonly spi: number;
  /** Without copies; `duplicates` counts those. */
  packets: number;
  duplicates: number;
  readonly firstFrame: number;
  lastFrame: number;
}

/** SPIs kept: as many as SAs that a capture of 10,000 phones has. */
const SPIS_KEPT = 40_000;

/** Finds the SPIs that no agreement of the capture names. */
export class UnagreedSpis {
  readonly #spis = new BoundedMap<string, UnagreedSpi>(SPIS_KEPT);

  /** The next ESP packet. */
  note({ source, destination, spi, sa, outcome, frame }: EspEvent): void {
    if (sa !== null && this.#spis.size === 0) return;
    const key = keyOf(destination, spi);
    if (sa !== null) {
      this.#spis.delete(key);
      return;
    }
    const known = this.#spis.get(key);
    const isCopy = outcome === 'duplicate';
    if (known !== undefined) {
      if (isCopy) known.duplicates++;
      else known.packets++;
      known.lastFrame = frame;
    } else if (outcome === 'unknown-spi' || outcome === 'no-key') {
      const ends = { source, destination, spi, firstFrame: frame, lastFrame: frame };
      this.#spis.set(key, { ...ends, packets: 1, duplicates: 0 });
    }
  }

  /** Those without an SA after all: an agreement or a key may have come later. */
  without(sets: readonly SaSet[]): UnagreedSpi[] {
    const agreed = new Set(sets.flatMap(({ sas }) => sas.map(sa => keyOf(sa.destination, sa.spi))));
    return [...this.#spis.values()].filter(({ destination, spi }) => !agreed.has(keyOf(destination, spi)));
  }

  /** SPIs dropped because there were too many. */
  get leftOut(): number {
    return this.#spis.evicted;
  }
}

function keyOf(destination: string, spi: number): string {
  return `${destination} ${spi}`;
}
