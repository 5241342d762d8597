import type { FrameReference } from '../../model/capture.ts';
import type { Confidence, Finding, Severity } from '../../model/diagnosis.ts';
import type { CaptureFacts, Phone, RegistrationCase } from '../cases/case.ts';

/** What a rule found in one registration or capture. Texts that it leaves out are those of the rule. */
export interface Hit {
  /** The evidence: one or two sentences with the values in the capture. */
  readonly detail: string;
  /** The frames that show it; at least one. */
  readonly frames: readonly FrameReference[];
  readonly confidence: Confidence;
  readonly severity?: Severity;
  readonly title?: string;
  readonly advice?: string;
  readonly settle?: string | null;
  /** Frames of messages that it explains: findings about them refer to it. */
  readonly explains?: readonly FrameReference[];
}

/** The members of all rules. RULES.md lists these texts. */
interface RuleText {
  /** A letter for what it is about, explained in RULES.md, and a number: `R01`. It never changes. */
  readonly id: string;
  /** The fault in a few words. */
  readonly title: string;
  /** Search terms of the field. */
  readonly term: string;
  /** How a capture shows it. */
  readonly evidence: string;
  /** The highest severity that it can have. */
  readonly severity: Severity;
  readonly advice: string;
  /** How to prove it, or to tell it from another cause; null if the capture proves it. */
  readonly settle: string | null;
  /** Why a `certain` finding allows no other cause, whatever the capture lacks; for rules that are certain at times. */
  readonly certain?: string;
}

/** A rule about one registration. It never throws; null if it finds nothing. */
export interface RegistrationRule extends RuleText {
  readonly about: 'registration';
  /** `found`: the findings of earlier rules of the book about the same registration. */
  readonly check: (subject: RegistrationCase, found: readonly Finding[]) => Hit | null;
}

/** A rule about the capture as a whole. */
export interface CaptureRule extends RuleText {
  readonly about: 'capture';
  readonly check: (capture: CaptureFacts) => Hit | null;
}

/**
 * A rule about the way of a phone to its P-CSCF, or about what the P-CSCF asked of the policy core about it: with a
 * registration of the phone, or of a phone without any (null).
 */
export interface AccessRule extends RuleText {
  readonly about: 'access';
  /** `found`: the findings of earlier rules about the same registration; empty without one. */
  readonly check: (phone: Phone, subject: RegistrationCase | null, found: readonly Finding[]) => Hit | null;
}

export type Rule = RegistrationRule | CaptureRule | AccessRule;

/** The finding for a hit of a rule. */
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
