import type { Finding } from '../model/diagnosis.ts';
import type { RegistrationOutcome } from '../model/registration.ts';
import type { SaSet } from '../model/security-association.ts';
import { isProvenSet } from '../registration/parties/trust.ts';
import type { AttemptFacts, RegistrationCase, SetFacts } from './cases/case.ts';
import { isVerified } from './cases/trust.ts';
import { decidingAttempt, decidingErrors } from './deciding.ts';
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
import { looksLikeClearCopy } from './evidence/gm-ports.ts';
import { secondsText } from './journal/notes.ts';

/** The verdict on a registration: how it ended, at which step it broke, and the first cause. */
export function verdictOf(
  subject: RegistrationCase,
  outcome: RegistrationOutcome,
  findings: readonly Finding[],
): string {
  const decider = decidingAttempt(subject, outcome);
  const broken = () => brokenText(subject, decider);
  const cause = () => causeText(decidingErrors(subject, findings, decider));
  switch (outcome) {
    case 'registered':
      return registeredText(subject);
    case 'deregistered':
      return deregisteredText(subject);
    case 'failed':
      return `${broken()}${cause()}`;
    case 'incomplete':
      return withoutKeysText(subject) ?? `${broken()}${endText(subject)}${cause()}`;
  }
}

function registeredText({ attempts, sets }: RegistrationCase): string {
  const accepted = believed(attempts.filter(({ attempt }) => attempt.outcome === 'registered'));
  const last = accepted.at(-1);
  const expires = last?.attempt.expires ?? null;
  const time = expires === null ? '' : ` for ${expires} s`;
  const again = accepted.length > 1 ? `, re-registered ${timesText(accepted.length - 1)}` : '';
  const resynchronised = attempts.some(({ attempt }) => attempt.resynchronisation)
    ? ' after SQN resynchronisation'
    : '';
  return `Registered${time}${resynchronised}${again}${setText(attempts, sets)}`;
}

/** Anybody can send a REGISTER and its 200 in the clear on Gm: beside one in verified ESP these say nothing. */
function believed(accepted: readonly AttemptFacts[]): readonly AttemptFacts[] {
  const isProven = ({ gmFinal }: AttemptFacts) => gmFinal !== null && isVerified(gmFinal);
  const isClearAlone = ({ gmFinal, mw }: AttemptFacts) =>
    gmFinal !== null && gmFinal.protection === null && mw.responses.length === 0;
  return accepted.some(isProven) ? accepted.filter(one => !isClearAlone(one)) : accepted;
}

/** The SA set that carried the last REGISTER. */
function setText(attempts: readonly AttemptFacts[], sets: readonly SetFacts[]): string {
  const carrier = attempts.findLast(({ attempt }) => attempt.protectedBy !== null)?.attempt.protectedBy;
  const set = carrier ?? sets.at(-1)?.set;
  const isRecovered = carrier?.sas.every(({ recovered }) => recovered) ?? false;
  if (isRecovered) return `, protected by recovered SAs${usedText(carrier ?? null)}`;
  if (set === undefined && attempts.every(({ gm }) => gm.requests.length + gm.responses.length === 0))
    return '. Gm was not captured, so IPsec is not visible';
  if (set === undefined)
    return attempts.some(isProtected) ? ', in ESP that no agreement explains' : ', without IPsec';
  if (!isProvenSet(set)) return unprovenText(set, attempts);
  const suite = set.used ?? set.agreed[0];
  return `, protected by SA set ${set.id}${suite === undefined ? '' : ` (${suiteText(suite)})`}`;
}

/** Nothing proves the SAs of an agreement until a key verifies an ICV. */
function unprovenText(set: SaSet, attempts: readonly AttemptFacts[]): string {
  const packets = set.sas.reduce((sum, sa) => sum + sa.packets, 0);
  if (packets > 0 && set.keys.length === 0)
    return `. SA set ${set.id} carries ESP, but no key is known to verify it`;
  if (packets > 0) return `. SA set ${set.id} carries ESP, but no known key verifies it`;
  const clear = attempts.findLast(({ attempt }) => attempt.outcome === 'registered')?.gmFinal ?? null;
  const by = clear === null ? '' : ` by a 200 outside IPsec${frameText(clear)}`;
  return `${by}; nothing proves the SAs of set ${set.id}`;
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

/**
 * A phone at work, captured without keys: after the 401 all is in ESP, and both ends send. Null where something else is
 * known. A UE that is refused stops, and soon begins anew in the clear.
 */
function withoutKeysText(subject: RegistrationCase): string | null {
  const last = challengedLast(subject);
  const set = last === null ? null : setOf(subject, last);
  if (set === null || subject.unverified.length > 0) return null;
  const [up, down] = [uplinkOf(set), downlinkOf(set)];
  const [sent, received] = [packetsOf(up), packetsOf(down)];
  if (sent === 0 || received === 0 || [...up, ...down].some(sa => sa.closed < sa.packets)) return null;
  const least = TALKING_PACKETS[last?.request?.transport ?? 'udp'];
  const isTalking = sent >= least && received >= least && subject.next === null;
  const guess = isTalking ? 'The UE probably registered' : 'Whether the UE registered is open';
  const counts = `${packetsText(sent)} from the UE, ${packetsText(received)} to it`;
  return `The outcome cannot be told without keys. ${guess}: after the 401${frameText(last?.final ?? null)} both ends send ESP (${counts}). To get the keys, give --usim (K and OPc) or --keys, or add a capture of Mw or Cx`;
}

/** The last attempt if it was challenged. A copy that Linux shows of what it decrypted from UDP does not count as an answer. */
function challengedLast({ attempts }: RegistrationCase): AttemptFacts | null {
  const last = attempts.at(-1) ?? null;
  if (last?.attempt.outcome === 'challenged') return last;
  const before = attempts.at(-2);
  return last !== null &&
    before?.attempt.outcome === 'challenged' &&
    last.gmFinal === null &&
    looksLikeClearCopy(before, last)
    ? before
    : null;
}

/** A REGISTER and its refusal are one packet each over UDP, sent twice at times; over TCP they are five or six. */
const TALKING_PACKETS = { udp: 3, sctp: 3, tcp: 10 } as const;

function packetsText(count: number): string {
  return `${count} ${count === 1 ? 'packet' : 'packets'}`;
}

/** Where it broke, or how far the capture shows it. */
function brokenText(subject: RegistrationCase, last: AttemptFacts | null): string {
  if (last === null) return 'The capture shows no REGISTER';
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

function causeText([cause]: readonly Finding[]): string {
  return cause === undefined ? '' : `. Cause: ${cause.title} (${cause.rule}, ${cause.confidence})`;
}

function frameText(note: { readonly frame: number } | null): string {
  return note === null ? '' : ` (frame ${note.frame})`;
}

function timesText(times: number): string {
  return times === 1 ? 'once' : `${times} times`;
}
