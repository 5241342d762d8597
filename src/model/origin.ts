import type { Moment } from './capture.ts';
import type { Protection } from './protection.ts';

/**
 * Headers that a tool or a switch puts around a captured packet: IP in UDP from scat, GSMTAP, HEP version 3, Cisco's
 * VN-Tag.
 */
export type Wrapper = 'ip-in-udp' | 'gsmtap' | 'hep3' | 'vn-tag';

/** The frames that carried a piece of data, the time of the one that completed it, and the ESP packet around it. */
export interface Origin extends Moment {
  /** Index of the input file. */
  readonly file: number;
  /** The frame that completed it. */
  readonly frame: number;
  /** All frames that carried it, in capture order, if there are several (fragments); null: only `frame`. */
  readonly frames: readonly number[] | null;
  /** The ESP packet around it; null if it is unprotected. */
  readonly protection: Protection | null;
  /** The innermost wrapper around it; null or absent without one. */
  readonly wrapper?: Wrapper | null | undefined;
}
