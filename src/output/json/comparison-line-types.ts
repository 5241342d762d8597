import type { RegistrationOutcome } from '../../model/registration.ts';

/** One of the two that are compared. */
export interface SideLine {
  readonly type: 'side';
  readonly side: 'good' | 'bad';
  readonly kind: 'registration' | 'call';
  readonly callId: string;
  readonly impi: string | null;
  readonly files: readonly string[];
  /** Null for a call. */
  readonly outcome: RegistrationOutcome | null;
  /** The last final status. */
  readonly status: number | null;
  readonly verdict: string;
}

/** One thing in which two registrations or calls differ. */
export interface DifferenceLine {
  readonly type: 'difference';
  /** `missing`: only the good one has it; `added`: only the bad one; `changed`: both, with other values. */
  readonly kind: 'missing' | 'added' | 'changed';
  /** The place of the message, such as `REGISTER 1` or `answer to REGISTER 1`. */
  readonly message: string;
  /** Null for the message as a whole. */
  readonly item: string | null;
  readonly good: string | null;
  readonly bad: string | null;
  readonly goodFrame: number | null;
  readonly badFrame: number | null;
}

/** The same step of both, or one that only one of them has. */
export interface StepPairLine {
  readonly type: 'pair';
  readonly good: PairedStep | null;
  readonly bad: PairedStep | null;
}

/** A step, by its time since the first one of its side. */
export interface PairedStep {
  readonly seconds: string;
  readonly frame: number | null;
  readonly text: string;
}
