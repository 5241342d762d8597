import { isBefore } from '../../bytes/time.ts';
import type { Moment } from '../../model/capture.ts';

/** One end of a span of time. */
export interface TimeBound extends Moment {
  /** Counted from the first frame, not from 1970. */
  readonly isRelative: boolean;
}

/** The time of `--from` and `--to`, both included; an end that is null is open. */
export class TimeSpan {
  readonly #bounds: readonly [from: TimeBound | null, to: TimeBound | null];
  #from: Moment | null = null;
  #to: Moment | null = null;

  constructor(from: TimeBound | null, to: TimeBound | null) {
    this.#bounds = [from, to];
  }

  /** Sets the time of the first frame; to be called before any question. */
  begin(start: Moment): void {
    const [from, to] = this.#bounds;
    this.#from = from === null ? null : absolute(from, start);
    this.#to = to === null ? null : absolute(to, start);
  }

  holds(moment: Moment): boolean {
    return this.touches(moment, moment);
  }

  /** Has it a moment between these two, both included? */
  touches(first: Moment, last: Moment): boolean {
    const endsBefore = this.#from !== null && isBefore(last, this.#from);
    return !endsBefore && !(this.#to !== null && isBefore(this.#to, first));
  }
}

function absolute({ seconds, nanoseconds, isRelative }: TimeBound, start: Moment): Moment {
  if (!isRelative) return { seconds, nanoseconds };
  const rest = start.nanoseconds + nanoseconds;
  const carry = rest >= 1e9 ? 1 : 0;
  return { seconds: start.seconds + seconds + carry, nanoseconds: rest - carry * 1e9 };
}
