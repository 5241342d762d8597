import type { FrameReference } from '../../model/capture.ts';
import type { Confidence, Finding, Severity } from '../../model/diagnosis.ts';
import type { CaptureFacts, RegistrationCase } from '../cases/case.ts';

/** What a rule saw in one registration or capture; what it leaves out is as the rule says. */
export interface Hit {
  /** The evidence: one or two sentences with the values that were seen. */
  readonly detail: string;
  /** The frames that show it; at least one. */
  readonly frames: readonly FrameReference[];
  readonly confidence: Confidence;
  readonly severity?: Severity;
  readonly title?: string;
  readonly advice?: string;
  readonly settle?: string | null;
}

/** What all rules have. The texts are also those of the list of rules in RULES.md. */
interface RuleText {
  /** A letter for what it is about, explained in RULES.md, and a number: `R01`. It never changes. */
  readonly id: string;
  /** What it is, in a few words. */
  readonly title: string;
  /** The term of the field under which one would search for it. */
  readonly term: string;
  /** What in a capture shows it. */
  readonly evidence: string;
  /** The gravest that it can be. */
  readonly severity: Severity;
  readonly advice: string;
  /** What would prove it, or tell it from another cause; null where the capture proves it. */
  readonly settle: string | null;
}

/** A rule about one registration. Total: it gives null for a capture that shows nothing of the kind. */
export interface RegistrationRule extends RuleText {
  readonly about: 'registration';
  /** `found` is what the rules before it in the book have found about the same registration. */
  readonly check: (subject: RegistrationCase, found: readonly Finding[]) => Hit | null;
}

/** A rule about the capture as a whole. */
export interface CaptureRule extends RuleText {
  readonly about: 'capture';
  readonly check: (capture: CaptureFacts) => Hit | null;
}

export type Rule = RegistrationRule | CaptureRule;

/** A finding of what a rule saw. */
export function findingOf(rule: Rule, hit: Hit, callId: string | null): Finding {
  return {
    rule: rule.id,
    severity: hit.severity ?? rule.severity,
    confidence: hit.confidence,
    title: hit.title ?? rule.title,
    detail: hit.detail,
    frames: hit.frames,
    advice: hit.advice ?? rule.advice,
    settle: hit.settle === undefined ? rule.settle : hit.settle,
    callId,
  };
}
