import type { FrameReference, Moment } from './capture.ts';
import type { Registration, RegistrationOutcome } from './registration.ts';

/** `error`: the registration fails by it; `warning`: something will not work; `note`: worth knowing, no fault. */
export type Severity = 'error' | 'warning' | 'note';

/** How far the evidence goes: it proves it, nothing else is as probable, or it is one of several causes. */
export type Confidence = 'certain' | 'likely' | 'possible';

/** What a rule found in a capture. All texts are plain: what came from a packet is escaped where it is printed. */
export interface Finding {
  /** Name of the rule: `R01`, `F12`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** What it is, in a few words. */
  readonly title: string;
  /** The evidence: what was seen. One or two sentences. */
  readonly detail: string;
  /** The frames that show it, in capture order; never empty. */
  readonly frames: readonly FrameReference[];
  /** What to change. */
  readonly advice: string;
  /** What would prove it, or tell it from another cause; null when nothing is left to settle. */
  readonly settle: string | null;
  /** Call-ID of the registration that it concerns; null for the whole capture. */
  readonly callId: string | null;
}

/** What a step of a timeline is about. */
export type StepKind = 'request' | 'response' | 'agreement' | 'sa' | 'esp' | 'tcp' | 'outside' | 'state';

/** Is a step as it should be? `plain`: neither good nor bad. */
export type StepMark = 'good' | 'bad' | 'odd' | 'plain';

/** One thing that happened in a registration, and when it happened or began. */
export interface TimelineStep extends Moment {
  readonly kind: StepKind;
  readonly mark: StepMark;
  /** The frames that show it, in capture order; empty where it follows from the clock or from other steps. */
  readonly frames: readonly FrameReference[];
  /** One line. */
  readonly text: string;
}

/** One registration: what happened, what became of it, and why. */
export interface RegistrationDiagnosis {
  readonly registration: Registration;
  readonly outcome: RegistrationOutcome;
  /** One sentence: the outcome and, where it failed, at which step and why. */
  readonly verdict: string;
  /** In order of time. */
  readonly steps: readonly TimelineStep[];
  /** The gravest and surest first. */
  readonly findings: readonly Finding[];
}

/** What a capture tells about registrations. */
export interface Diagnosis {
  /** In the order of their first message. */
  readonly registrations: readonly RegistrationDiagnosis[];
  /** Findings about no single registration. */
  readonly findings: readonly Finding[];
  /** For a capture without a registration: what was seen instead and what to capture, one sentence each. */
  readonly advice: readonly string[];
}
