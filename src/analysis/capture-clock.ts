/** First and last time of the frames, and their number. */
export class CaptureClock {
  frames = 0;
  #first: [seconds: number, nanoseconds: number] = [0, 0];
  #last: [seconds: number, nanoseconds: number] = [0, 0];

  note(seconds: number, nanoseconds: number): void {
    if (this.frames++ === 0) this.#first = [seconds, nanoseconds];
    this.#last[0] = seconds;
    this.#last[1] = nanoseconds;
  }

  /** Nanoseconds from the first frame to the last. */
  get duration(): bigint {
    const nanoseconds = ([seconds, rest]: [number, number]) =>
      BigInt(seconds) * 1_000_000_000n + BigInt(rest);
    return nanoseconds(this.#last) - nanoseconds(this.#first);
  }
}
