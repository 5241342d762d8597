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
  /** Security header types, the outer one first; 0: without protection (TS 24.301 §9.3.1, TS 24.501 §9.3). */
  readonly securityHeaders: readonly number[];
  /** The message of mobility management in the clear, a view; null if it is ciphered or there is none. */
  readonly mobility: Uint8Array | null;
  /** The message of session management, alone or in that one, a view. */
  readonly sessionBytes: Uint8Array | null;
  /** A whole NAS message in that one (TS 24.501 §9.11.3.33). */
  readonly contained: NasReading | null;
}

/** A message that says nothing of these. */
export const NOTHING_SAID: NasReading = {
  ciphered: false,
  identities: [],
  session: null,
  securityHeaders: [],
  mobility: null,
  sessionBytes: null,
  contained: null,
};

/** A ciphered message. */
export const CIPHERED: NasReading = { ...NOTHING_SAID, ciphered: true };
