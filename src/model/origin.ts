import type { Moment } from './capture.ts';
import type { Protection } from './protection.ts';

/** Which frames carried a piece of data, when the one that completed it was captured, and the ESP packet around it. */
export interface Origin extends Moment {
  /** Index of the input file. */
  readonly file: number;
  /** The frame that completed it. */
  readonly frame: number;
  /** All frames that carried it, in capture order, when there are several (fragments); null: only `frame`. */
  readonly frames: readonly number[] | null;
  /** The ESP packet around it, or null in the clear. */
  readonly protection: Protection | null;
}
