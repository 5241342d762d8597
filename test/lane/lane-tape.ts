/**
 * Octets that decide what a story does: each decision takes one. Where they end, all further decisions are 0, the usual
 * case. So any octets are a story, fewer octets a shorter one, and the fuzzer can change stories without knowing what
 * they mean.
 */
export class LaneTape {
  readonly #octets: Uint8Array;
  #at = 0;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  get isEnd(): boolean {
    return this.#at >= this.#octets.length;
  }

  /** 0 to `limit` − 1; at most 256 values. */
  below(limit: number): number {
    return (this.#octets[this.#at++] ?? 0) % limit;
  }

  oneIn(times: number): boolean {
    return this.below(times) === times - 1;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}
