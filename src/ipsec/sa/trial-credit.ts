/** Trials that each packet adds to what those of its SPI may cost: a set has one key, and four ways to use it. */
const PER_PACKET = 32;
/** What there is at the beginning: many keys are tried with several packets, of which the first may be damaged. */
const AT_FIRST = 4096;
/** Trials that may be saved: as many keys as a set may have, under as many agreements as an SPI may have. */
const MOST = 131_072;

/**
 * Bounds the work on packets that no key opens. A capture may show many agreements for one SPI, each with many keys,
 * and then bad packets without end: then only now and then one is tried, but that one with every key.
 */
export class TrialCredit {
  #left = AT_FIRST;
  #isFirst = true;

  /** One more packet is to be tried with keys, which takes so many trials: may it be? The first always may. */
  affords(trials: number): boolean {
    this.#left = Math.min(MOST, this.#left + PER_PACKET);
    if (trials > this.#left && !this.#isFirst) return false;
    this.#isFirst = false;
    this.#left = Math.max(0, this.#left - trials);
    return true;
  }
}
