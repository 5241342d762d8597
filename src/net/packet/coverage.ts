/** A set of numbers kept as sorted ranges that do not touch: which bytes of something have been seen. */
export class Coverage {
  /** Start, stop, start, stop …; stops are exclusive. */
  readonly #bounds: number[] = [];

  /** Is every number from `start` to `stop` (exclusive) in the set? */
  covers(start: number, stop: number): boolean {
    return this.uncovered(start, stop).length === 0;
  }

  /** The parts of `start` to `stop` that are not in the set: start, stop, start, stop … */
  uncovered(start: number, stop: number): number[] {
    const parts: number[] = [];
    let at = start;
    for (let i = 0; i < this.#bounds.length && at < stop; i += 2) {
      const rangeStart = this.#bounds[i] as number;
      const rangeStop = this.#bounds[i + 1] as number;
      if (rangeStop <= at) continue;
      if (rangeStart >= stop) break;
      if (rangeStart > at) parts.push(at, rangeStart);
      at = rangeStop;
    }
    if (at < stop) parts.push(at, stop);
    return parts;
  }

  /** Adds `start` to `stop` (exclusive). */
  add(start: number, stop: number): void {
    if (start >= stop) return;
    const bounds = this.#bounds;
    let first = 0;
    while (first < bounds.length && (bounds[first + 1] as number) < start) first += 2;
    let last = first;
    let joinedStart = start;
    let joinedStop = stop;
    while (last < bounds.length && (bounds[last] as number) <= stop) {
      joinedStart = Math.min(joinedStart, bounds[last] as number);
      joinedStop = Math.max(joinedStop, bounds[last + 1] as number);
      last += 2;
    }
    bounds.splice(first, last - first, joinedStart, joinedStop);
  }

  /** Number of separate ranges. */
  get ranges(): number {
    return this.#bounds.length / 2;
  }
}
