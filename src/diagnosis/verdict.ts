import type { Finding } from '../model/diagnosis.ts';
import type { RegistrationOutcome } from '../model/registration.ts';
import type { SaSet } from '../model/security-association.ts';
import type { AttemptFacts, RegistrationCase, SetFacts } from './cases/case.ts';
import {
  downlinkOf,
  isProtected,
  packetsOf,
  secondsLeft,
  setOf,
  statusText,
  suiteText,
  uplinkOf,
} from './evidence/evidence.ts';
import { secondsText } from './journal/notes.ts';

/** The verdict on a registration: how it ended, at which step it broke, and the first cause. */
export function verdictOf(
  subject: RegistrationCase,
  outcome: RegistrationOutcome,
  findings: readonly Finding[],
): string {
  switch (outcome) {
    case 'registered':
      return registeredText(subject);
    case 'deregistered':
      return deregisteredText(subject);
    case 'failed':
      return `${brokenText(subject)}${causeText(findings)}`;
    case 'incomplete':
      return `${brokenText(subject)}${endText(subject)}${causeText(findings)}`;
  }
}

function registeredText({ attempts, sets }: RegistrationCase): string {
  const accepted = attempts.filter(({ attempt }) => attempt.outcome === 'registered');
  const last = accepted.at(-1);
  const expires = last?.attempt.expires ?? null;
  const time = expires === null ? '' : ` for ${expires} s`;
  const again = accepted.length > 1 ? `, re-registered ${timesText(accepted.length - 1)}` : '';
  const resynchronised = attempts.some(({ attempt }) => attempt.resynchronisation)
    ? ' after SQN resynchronisation'
    : '';
  return `Registered${time}${resynchronised}${again}${setText(attempts, sets)}`;
}

/** The SA set that carried the last REGISTER. */
function setText(attempts: readonly AttemptFacts[], sets: readonly SetFacts[]): string {
  const carrier = attempts.findLast(({ attempt }) => attempt.protectedBy !== null)?.attempt.protectedBy;
  const set = carrier ?? sets.at(-1)?.set;
  const isRecovered = carrier?.sas.every(({ recovered }) => recovered) ?? false;
  if (isRecovered) return `, protected by recovered SAs${usedText(carrier ?? null)}`;
  if (set === undefined)
    return attempts.some(isProtected) ? ', in ESP that no agreement explains' : ', without IPsec';
  const suite = set.used ?? set.agreed[0];
  return `, protected by SA set ${set.id}${suite === undefined ? '' : ` (${suiteText(suite)})`}`;
}

function usedText(set: SaSet | null): string {
  const used = set?.used ?? null;
  return used === null ? '' : ` (${suiteText(used)})`;
}

function deregisteredText({ attempts }: RegistrationCase): string {
  const registered = attempts.some(({ attempt }) => attempt.outcome === 'registered');
  const last = attempts.findLast(({ attempt }) => attempt.outcome === 'deregistered');
  return `${registered ? 'Registered, then de-registered' : 'De-registered'}${frameText(last?.final ?? null)}`;
}

/** Where it broke, or how far the capture shows it. */
function brokenText(subject: RegistrationCase): string {
  const last = subject.attempts.at(-1);
  if (last === undefined) return 'The capture shows no REGISTER';
  const { attempt, final, request } = last;
  const what = nameOf(last);
  if (attempt.outcome === 'failed')
    return `${what} got ${final === null ? attempt.status : statusText(final)}${frameText(final)}`;
  if (attempt.outcome === 'challenged') return challengedText(subject, last);
  return request === null
    ? `${what} is not in the capture, only its response`
    : `${what} got no final response${frameText(request)}`;
}

/** A challenge that no REGISTER answers. There may be ESP nevertheless, as TCP connects first. */
function challengedText(subject: RegistrationCase, last: AttemptFacts): string {
  const [unverified] = subject.unverified;
  if (unverified !== undefined)
    return `The REGISTER that answers the challenge has a bad ICV${frameText(unverified)}`;
  const set = setOf(subject, last);
  const [first] = set === null ? [] : uplinkOf(set);
  if (set === null || first === undefined)
    return `The registration stops at the challenge${frameText(last.final)}`;
  const but =
    packetsOf(downlinkOf(set)) === 0
      ? 'but nothing comes back'
      : 'but the capture shows no REGISTER that answers the challenge';
  return `The UE sends ESP under the new SAs${frameText(first.frames[0] ?? null)}, ${but}`;
}

/** A name for the REGISTER by its role in the registration. */
function nameOf(facts: AttemptFacts): string {
  const { attempt } = facts;
  if (attempt.expires === 0) return 'The de-registration';
  if (attempt.resynchronisation) return 'The REGISTER with auts';
  if (isProtected(facts)) return 'The protected REGISTER';
  return attempt.answeredNonce === null
    ? 'The first REGISTER'
    : 'The unprotected REGISTER that answers the challenge';
}

function endText(subject: RegistrationCase): string {
  const last = subject.attempts.at(-1);
  const note = last?.final ?? last?.request ?? null;
  return note === null ? '' : `. The capture ends ${secondsText(secondsLeft(subject, note))} later`;
}

function causeText(findings: readonly Finding[]): string {
  const [cause] = findings.filter(({ severity }) => severity === 'error');
  return cause === undefined ? '' : `. Cause: ${cause.title} (${cause.rule}, ${cause.confidence})`;
}

function frameText(note: { readonly frame: number } | null): string {
  return note === null ? '' : ` (frame ${note.frame})`;
}

function timesText(times: number): string {
  return times === 1 ? 'once' : `${times} times`;
}
