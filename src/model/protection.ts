import type { SecurityAssociation } from './security-association.ts';

/**
 * The check of the ICV of an ESP packet: `good`: a key verifies it; `bad`: no key verifies it; `unchecked`: no key, or
 * the packet is cut.
 */
export type IcvVerdict = 'good' | 'bad' | 'unchecked';

/** The ESP packet that carried an inner packet. */
export interface Protection {
  /** Security Parameters Index, unsigned 32 bit. */
  readonly spi: number;
  /** Sequence number of the ESP packet, unsigned 32 bit. */
  readonly sequence: number;
  readonly icv: IcvVerdict;
  /** The SA that decrypted the packet, or null for ESP NULL read without an agreement. */
  readonly sa: SecurityAssociation | null;
  /** True when the inner packet is a whole IP packet (tunnel mode, TS 33.203 Annex M). */
  readonly tunnel: boolean;
}
