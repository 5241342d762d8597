import type { Moment } from '../../model/capture.ts';

/** Where and when a message was seen. */
export interface Place extends Moment {
  readonly file: number;
  /** All frames that carried it. */
  readonly frames: readonly number[];
  /** Canonical texts. */
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** Seconds from one to the other, whatever their order. */
export function secondsApart(one: Moment, other: Moment): number {
  return Math.abs(one.seconds - other.seconds + (one.nanoseconds - other.nanoseconds) / 1e9);
}
