import type { Writable } from 'node:stream';
import { CLEARED_LINE } from './terminal.ts';

/** Smaller inputs are read before anybody would notice a progress line. */
const WORTH_SHOWING = 32 * 1024 * 1024;

/** Milliseconds between two updates. */
const INTERVAL = 100;

/** One line on a terminal about how much of the input has been read. */
export class Progress {
  readonly #stream: Writable;
  readonly #total: number;
  readonly #now: () => number;
  #read = 0;
  #shownAt = Number.NEGATIVE_INFINITY;
  #visible = false;

  /**
   * @param total bytes of all inputs over all passes; small ones show nothing.
   * @param now milliseconds, monotonic.
   */
  constructor(stream: Writable, total: number, now: () => number) {
    this.#stream = stream;
    this.#total = total;
    this.#now = now;
  }

  /** Adds to the bytes read. */
  advance(bytes: number): void {
    this.#read += bytes;
    if (this.#total < WORTH_SHOWING || this.#now() - this.#shownAt < INTERVAL) return;
    this.#shownAt = this.#now();
    this.#visible = true;
    const percent = Math.min(100, Math.floor((100 * this.#read) / this.#total));
    this.#stream.write(`\r${percent} % of ${Math.round(this.#total / 1e6)} MB read`);
  }

  /** Clears the line for other text. */
  clear(): void {
    if (!this.#visible) return;
    this.#visible = false;
    this.#stream.write(CLEARED_LINE);
  }
}
