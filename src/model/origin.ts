import type { Moment } from './capture.ts';
import type { Protection } from './protection.ts';

/**
 * What a tool or a switch put around a packet that it captured: IP in UDP as scat writes it, GSMTAP, HEP of version 3,
 * a VN-Tag of Cisco.
 */
export type Wrapper = 'ip-in-udp' | 'gsmtap' | 'hep3' | 'vn-tag';

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
  /** The innermost wrapper around it, or null (or absent) where it was captured as it went through the network. */
  readonly wrapper?: Wrapper | null | undefined;
}
