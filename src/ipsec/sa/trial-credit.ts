/** Trials that each packet adds to the credit of its SPI: a set has one key, and four ways to use it. */
const PER_PACKET = 32;
/** Initial credit: many keys are tried on several packets, as the first one may be damaged. */
const AT_FIRST = 4096;
/** Maximum credit: all keys of a set, under all agreements of an SPI. */
const MOST = 131_072;

/**
 * Bounds the work on packets that no key decrypts. A capture may have many agreements for one SPI, each with many keys,
 * and then bad packets without end: then only some packets are tried, but each of them with every key.
 */
export class TrialCredit {
  #left = AT_FIRST;
  #isFirst = true;

  /** The next packet may be tried at any cost: it is known that a key verifies it. */
  allowNext(): void {
    this.#isFirst = true;
  }

  /** May one more packet be tried with keys, at the cost of this many trials? The first always may. */
  affords(trials: number): boolean {
    this.#left = Math.min(MOST, this.#left + PER_PACKET);
    if (trials > this.#left && !this.#isFirst) return false;
    this.#isFirst = false;
    this.#left = Math.max(0, this.#left - trials);
    return true;
  }
}
