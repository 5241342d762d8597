import type { Protection } from './protection.ts';

/** Which frames carried a piece of data, when, and under which ESP packet. */
export interface Origin {
  /** Index of the input file. */
  readonly file: number;
  /** The frame that completed it. */
  readonly frame: number;
  /** All frames that carried it, in capture order, when there are several (fragments); null: only `frame`. */
  readonly frames: readonly number[] | null;
  /** Time of the frame that completed it. */
  readonly seconds: number;
  readonly nanoseconds: number;
  /** The ESP packet around it, or null in the clear. */
  readonly protection: Protection | null;
}
