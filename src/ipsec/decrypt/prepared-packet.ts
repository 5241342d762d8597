import type { Opener } from '../sa/keyed-set.ts';

/**
 * The work on one ESP packet done beforehand with an opener that was presumed: whether the ICV verified, and the
 * plaintext with its trailer if it did. It saves work and decides nothing: where another opener turns out to be
 * the right one, it is ignored. A reused record.
 */
export interface PreparedPacket {
  readonly opener: Opener;
  readonly verified: boolean;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}
