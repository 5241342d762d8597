const MIB = 1024 * 1024;

/** Unpacked bytes in which a frame must be found: a stretch of damage is much shorter. */
const WITHOUT_FRAME = 64 * MIB;

/** Unpacked bytes at any ratio: a small capture may repeat one message. */
const FREE = 256 * MIB;

/** Unpacked bytes for each packed byte, beyond `FREE`: gzip reaches it only with what repeats itself. */
const MOST_RATIO = 1000;

/** What the start of a compressed stream counts as, as it takes that much time: there may be millions, all empty. */
const STREAM = 16 * 1024;

/** Compressed data that unpack to more than is reasonable. */
export class UnpackBudgetError extends Error {}

/**
 * How much compressed data of one input may unpack to, on all levels of nested compression together. A few hundred bytes
 * can unpack to an endless stream, with frames or without.
 */
export class UnpackBudget {
  readonly #most: number | null;
  #packed = 0;
  #unpacked = 0;
  #withoutFrame = 0;

  /** @param most bytes that may be unpacked in all; null for as many as an honest capture may have. */
  constructor(most: number | null = null) {
    this.#most = most;
  }

  /** So many bytes of the input were read. */
  read(bytes: number): void {
    this.#packed += bytes;
  }

  /** A frame with data was found. */
  frame(): void {
    this.#withoutFrame = 0;
  }

  /**
   * A compressed stream starts.
   *
   * @throws UnpackBudgetError
   */
  stream(): void {
    this.unpacked(STREAM);
  }

  /**
   * So many bytes were unpacked.
   *
   * @throws UnpackBudgetError
   */
  unpacked(bytes: number): void {
    this.#unpacked += bytes;
    this.#withoutFrame += bytes;
    const most = this.#most ?? FREE + MOST_RATIO * this.#packed;
    if (this.#unpacked > most)
      throw new UnpackBudgetError(
        `expected the ${this.#packed} compressed bytes to hold ${most} at most, found more: reading ends (--max-unpacked sets the limit)`,
      );
    if (this.#most === null && this.#withoutFrame > WITHOUT_FRAME)
      throw new UnpackBudgetError(
        `expected a frame within ${WITHOUT_FRAME / MIB} MiB of unpacked data, found none: reading ends (--max-unpacked sets the limit)`,
      );
  }
}
