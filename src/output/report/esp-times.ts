import type { EspEvent } from '../../analysis/events/esp-event.ts';
import type { Moment } from '../../model/capture.ts';

/** Number of ESP packets of an address and SPI in each time interval, and of those with a bad ICV. */
interface EspSeries {
  readonly packets: Uint32Array;
  readonly bad: Uint32Array;
}

type CountedEsp = Pick<EspEvent, 'destination' | 'spi' | 'seconds' | 'nanoseconds' | 'icvBad'>;

/**
 * ESP packets over time, in a fixed number of intervals from the start of the capture. When the capture lasts longer,
 * the intervals double in length, so memory does not grow with the capture.
 */
export class EspTimes {
  readonly #capacity: number;
  readonly #series = new Map<string, EspSeries>();
  #start: Moment = { seconds: 0, nanoseconds: 0 };
  /** Nanoseconds of one interval. */
  interval = SHORTEST_INTERVAL;
  /** Packets not counted because there were too many SPIs. */
  left = 0;

  /** @param capacity most pairs of destination and SPI; packets of further ones are only counted in `left`. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The time of the first frame. */
  begin(seconds: number, nanoseconds: number): void {
    this.#start = { seconds, nanoseconds };
  }

  /** Counts a packet. */
  note({ destination, spi, seconds, nanoseconds, icvBad }: CountedEsp): void {
    const series = this.#obtain(destination, spi);
    if (series === null) return;
    const interval = this.#intervalOf(seconds, nanoseconds);
    series.packets[interval] = (series.packets[interval] ?? 0) + 1;
    if (icvBad) series.bad[interval] = (series.bad[interval] ?? 0) + 1;
  }

  /** The series of that address and SPI, or null. */
  of(destination: string, spi: number): EspSeries | null {
    return this.#series.get(keyOf(destination, spi)) ?? null;
  }

  #obtain(destination: string, spi: number): EspSeries | null {
    const key = keyOf(destination, spi);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    if (this.#series.size >= this.#capacity) {
      this.left++;
      return null;
    }
    const series = { packets: new Uint32Array(INTERVALS), bad: new Uint32Array(INTERVALS) };
    this.#series.set(key, series);
    return series;
  }

  /** Packets before the first frame, caused by wrong clocks, count in the first interval. */
  #intervalOf(seconds: number, nanoseconds: number): number {
    const time = Math.max(0, (seconds - this.#start.seconds) * 1e9 + nanoseconds - this.#start.nanoseconds);
    while (time >= this.interval * INTERVALS) this.#double();
    return Math.floor(time / this.interval);
  }

  #double(): void {
    this.interval *= 2;
    for (const { packets, bad } of this.#series.values()) {
      fold(packets);
      fold(bad);
    }
  }
}

/** Intervals of a series; after the first doubling at least half of them are used. */
export const INTERVALS = 96;
/** 1 ms. */
const SHORTEST_INTERVAL = 1e6;

function fold(counts: Uint32Array): void {
  for (let i = 0; i < INTERVALS; i++)
    counts[i] = 2 * i < INTERVALS ? (counts[2 * i] as number) + (counts[2 * i + 1] as number) : 0;
}

function keyOf(destination: string, spi: number): string {
  return `${destination} ${spi}`;
}
