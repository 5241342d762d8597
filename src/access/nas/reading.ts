import type { SessionMessage } from '../facts.ts';
import type { NasIdentity } from './identity.ts';

/** What a NAS message says about sessions and who its phone is. */
export interface NasReading {
  /** True for a ciphered message: nothing else of it is known. */
  readonly ciphered: boolean;
  /** Identities of the phone, those that it has and those that it is given. */
  readonly identities: readonly NasIdentity[];
  /** Null for a message of mobility management alone. */
  readonly session: SessionMessage | null;
}

/** A message that says nothing of these. */
export const NOTHING_SAID: NasReading = { ciphered: false, identities: [], session: null };

/** A ciphered message. */
export const CIPHERED: NasReading = { ciphered: true, identities: [], session: null };
