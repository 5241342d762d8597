import type { FrameReference } from '../model/capture.ts';
import type { Confidence, Diagnosis, Finding, RegistrationDiagnosis, Severity } from '../model/diagnosis.ts';
import type { Report } from '../model/issue.ts';
import type { RegistrationOutcome } from '../model/registration.ts';
import { type AnalysisFacts, buildCases } from './cases/build-cases.ts';
import type { RegistrationCase } from './cases/case.ts';
import { type Explaining, withCauses } from './causes.ts';
import { asSureAsSeen } from './certainty.ts';
import { decidingErrors } from './deciding.ts';
import { refusalsOf } from './evidence/refusals/refusals.ts';
import { withSaid } from './evidence/refusals/said.ts';
import { adviceWithoutRegistration } from './no-registration.ts';
import { findingOf, type Hit, type Rule } from './rules/rule.ts';
import { RULES } from './rules/rule-book.ts';
import { together } from './rules/several-phones.ts';
import { timelineOf } from './timeline/timeline.ts';
import { verdictOf } from './verdict.ts';

/** Runs all rules on each registration and on the capture. A rule that throws loses only its own finding. */
export function diagnose(
  facts: AnalysisFacts,
  rules: readonly Rule[] = RULES,
  report: Report = () => {},
): Diagnosis {
  const capture = buildCases(facts);
  const findings: Finding[] = [];
  for (const rule of rules) {
    const hit = rule.about === 'capture' ? checked(rule, null, report, () => rule.check(capture)) : null;
    if (hit !== null) findings.push(asSureAsSeen(findingOf(rule, hit, null), capture.unseen));
    if (rule.about !== 'access') continue;
    const hits = capture.phones
      .filter(({ registrations }) => registrations.length === 0)
      .map(phone =>
        checked(rule, phone.connections[0]?.frames[0] ?? null, report, () => rule.check(phone, null, [])),
      );
    for (const one of together(hits.filter(one => one !== null)))
      findings.push(asSureAsSeen(findingOf(rule, one, null), capture.unseen));
  }
  return {
    registrations: capture.cases.map(one => diagnoseOne(one, rules, report)),
    findings: findings.sort(bySeverity),
    advice: capture.cases.length === 0 ? adviceWithoutRegistration(capture) : [],
  };
}

function diagnoseOne(
  subject: RegistrationCase,
  rules: readonly Rule[],
  report: Report,
): RegistrationDiagnosis {
  const { registration, capture } = subject;
  const first = registration.attempts[0]?.requestFrames[0] ?? null;
  const findings: Finding[] = [];
  const causes: Explaining[] = [];
  for (const rule of rules) {
    const hit = checked(rule, first, report, () => hitOf(rule, subject, findings));
    if (hit === null) continue;
    const finding = asSureAsSeen(findingOf(rule, hit, registration.callId), capture.unseen);
    findings.push(finding);
    if (hit.explains !== undefined) causes.push({ finding, frames: hit.explains });
  }
  const refusals = refusalsOf(subject);
  const told = findings
    .map(finding => withSaid(finding, refusals))
    .map(finding => withCauses(finding, causes))
    .sort(bySeverity);
  const outcome = outcomeBy(subject, told);
  return {
    registration,
    outcome,
    verdict: verdictOf(subject, outcome, told),
    steps: timelineOf(subject),
    findings: told,
  };
}

function hitOf(rule: Rule, subject: RegistrationCase, found: readonly Finding[]): Hit | null {
  if (rule.about === 'registration') return rule.check(subject, found);
  return rule.about === 'access' && subject.phone !== null ? rule.check(subject.phone, subject, found) : null;
}

/** What a rule finds; if it throws, nothing, and an issue says so. */
function checked(
  { id }: Rule,
  first: FrameReference | null,
  report: Report,
  check: () => Hit | null,
): Hit | null {
  try {
    return check();
  } catch (error) {
    report({
      code: 'rule-failed',
      layer: 'diagnosis',
      damage: true,
      file: first?.file ?? null,
      frame: first?.frame ?? null,
      offset: null,
      message: `rule ${id}: expected a finding or none, found ${(error as Error).message}`,
    });
    return null;
  }
}

/** An incomplete registration has failed if an error, at least likely, explains why it did not end. */
function outcomeBy(subject: RegistrationCase, findings: readonly Finding[]): RegistrationOutcome {
  const { outcome, attempts } = subject;
  const errors = decidingErrors(subject, findings, attempts.at(-1) ?? null);
  const isExplained = errors.some(({ confidence }) => confidence !== 'possible');
  return outcome === 'incomplete' && isExplained ? 'failed' : outcome;
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];
const CONFIDENCES: readonly Confidence[] = ['certain', 'likely', 'possible'];

/** The most severe first, then the most certain. */
function bySeverity(a: Finding, b: Finding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    CONFIDENCES.indexOf(a.confidence) - CONFIDENCES.indexOf(b.confidence)
  );
}
