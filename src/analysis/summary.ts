import type { EspStatistics } from '../ipsec/sa-database.ts';
import type { RegistrationOutcome } from '../model/registration.ts';
import type { SipStatistics } from './analyser.ts';

/** The counts at the end of an analysis. */
export interface Summary {
  readonly frames: number;
  readonly esp: Readonly<EspStatistics> & {
    /** ESP packets given up because too many waited for a key. */
    readonly heldEvicted: number;
  };
  readonly sip: Readonly<SipStatistics>;
  /** Stretches of TCP that were not captured, and their bytes. */
  readonly tcp: { readonly gaps: number; readonly gapBytes: number };
  readonly registrations: Readonly<Record<RegistrationOutcome, number>>;
  /** All issues, also those that were counted but not given out one by one. */
  readonly issues: number;
  readonly issueCounts: Readonly<Record<string, number>>;
  /** Nanoseconds from the first frame to the last. */
  readonly duration: bigint;
}
