import type { FrameReference, Moment } from './capture.ts';
import type { Registration, RegistrationOutcome } from './registration.ts';

/** `error`: the registration fails because of it; `warning`: something will not work; `note`: no fault. */
export type Severity = 'error' | 'warning' | 'note';

/** `certain`: proven; `likely`: more probable than any other cause; `possible`: one of several causes. */
export type Confidence = 'certain' | 'likely' | 'possible';

/** A finding of a rule in a capture. Its texts are not escaped: whoever prints them escapes what came from packets. */
export interface Finding {
  /** Id of the rule: `R01`, `F12`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** The fault in a few words. */
  readonly title: string;
  /** The evidence, in one or two sentences. */
  readonly detail: string;
  /** The frames that show it, in capture order; never empty. */
  readonly frames: readonly FrameReference[];
  /** What to change. */
  readonly advice: string;
  /** How to prove it, or to tell it from another cause; null if the capture proves it. */
  readonly settle: string | null;
  /** Call-ID of the registration; null for the whole capture. */
  readonly callId: string | null;
}

/** The subject of a step of a timeline. */
export type StepKind =
  | 'request'
  | 'response'
  | 'agreement'
  | 'sa'
  | 'esp'
  | 'tcp'
  | 'outside'
  | 'state'
  | 'access'
  | 'diameter';

/** Is a step in order? `plain`: neither good nor bad. */
export type StepMark = 'good' | 'bad' | 'odd' | 'plain';

/** One thing that happened in a registration, and when it happened or began. */
export interface TimelineStep extends Moment {
  readonly kind: StepKind;
  readonly mark: StepMark;
  /** The frames that show it, in capture order; empty if it follows from the clock or from other steps. */
  readonly frames: readonly FrameReference[];
  /** One line. */
  readonly text: string;
}

/** One registration: its steps, its outcome, and why. */
export interface RegistrationDiagnosis {
  readonly registration: Registration;
  readonly outcome: RegistrationOutcome;
  /** One sentence: the outcome and, after a failure, at which step and why. */
  readonly verdict: string;
  /** In order of time. */
  readonly steps: readonly TimelineStep[];
  /** The most severe first, then the most certain. */
  readonly findings: readonly Finding[];
}

/** The diagnosis of a capture. */
export interface Diagnosis {
  /** In the order of their first message. */
  readonly registrations: readonly RegistrationDiagnosis[];
  /** Findings about the whole capture. */
  readonly findings: readonly Finding[];
  /** For a capture without a registration: its contents and what to capture, one sentence each. */
  readonly advice: readonly string[];
}
