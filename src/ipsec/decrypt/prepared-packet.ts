import type { Opener } from '../sa/keyed-set.ts';

/**
 * Work on one ESP packet done beforehand with a presumed opener: the check of the ICV and, if it is good, the plaintext
 * with its trailer. It saves time but decides nothing: if another opener is the right one, it is ignored. A reused
 * record.
 */
export interface PreparedPacket {
  readonly opener: Opener;
  readonly verified: boolean;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}
