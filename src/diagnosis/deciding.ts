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
 * The errors that can be the cause of an outcome, those about the deciding attempt first, otherwise in their order. An
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
  return [...standing.filter(isAbout), ...standing.filter(one => !isAbout(one))];
}

/** Frames of different files have no order. */
function isBefore(one: FrameReference, other: FrameReference): boolean {
  return one.file === other.file && one.frame < other.frame;
}

function nameOf({ file, frame }: FrameReference): string {
  return `${file} ${frame}`;
}
