import type { FrameReference } from '../model/capture.ts';
import type { Finding } from '../model/diagnosis.ts';
import type { RegistrationOutcome } from '../model/registration.ts';
import type { AttemptFacts, RegistrationCase } from './cases/case.ts';

/** The attempt that made the outcome: of a failure the last one that failed, otherwise the last one. */
export function decidingAttempt(
  { attempts, outcome: state }: RegistrationCase,
  outcome: RegistrationOutcome,
): AttemptFacts | null {
  const isFailure = outcome === 'failed' && state === 'failed';
  const failed = isFailure ? attempts.findLast(({ attempt }) => attempt.outcome === 'failed') : undefined;
  return failed ?? attempts.at(-1) ?? null;
}

/**
 * The errors that can be the cause of an outcome, first those about what comes before SIP, by time, then those
 * about the deciding attempt, otherwise in their order. An
 * error whose frames all lie before a later 200 was overtaken by it.
 */
export function decidingErrors(
  subject: RegistrationCase,
  findings: readonly Finding[],
  decider: AttemptFacts | null,
): Finding[] {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const accepted = subject.attempts.findLast(({ attempt }) => attempt.outcome === 'registered') ?? null;
  const last = accepted === decider ? null : (accepted?.attempt.responseFrames.at(-1) ?? null);
  const standing =
    last === null ? errors : errors.filter(({ frames }) => !frames.every(one => isBefore(one, last)));
  const { requestFrames = [], responseFrames = [] } = decider?.attempt ?? {};
  const deciding = new Set([...requestFrames, ...responseFrames].map(nameOf));
  const isAbout = ({ frames }: Finding) => frames.some(one => deciding.has(nameOf(one)));
  const before = standing.filter(isBeforeSip).sort((one, other) => firstOf(one) - firstOf(other));
  const rest = standing.filter(one => !before.includes(one));
  return [...before, ...rest.filter(isAbout), ...rest.filter(one => !isAbout(one))];
}

/** Is it about the way to the P-CSCF or the policy core, which comes before what SIP shows, and at least likely? */
function isBeforeSip({ rule, confidence }: Finding): boolean {
  return /^P\d/.test(rule) && confidence !== 'possible';
}

function firstOf({ frames: [first] }: Finding): number {
  return first?.frame ?? 0;
}

/** Frames of different files have no order. */
function isBefore(one: FrameReference, other: FrameReference): boolean {
  return one.file === other.file && one.frame < other.frame;
}

function nameOf({ file, frame }: FrameReference): string {
  return `${file} ${frame}`;
}
