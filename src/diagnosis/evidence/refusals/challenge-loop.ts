import { challengesIn } from '../../../sip/digest.ts';
import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import type { SipNote } from '../../journal/notes.ts';

/** Answers to challenges that got but another challenge, and no 200 after them. */
export interface ChallengeLoop {
  /** At least two, in order: of this registration and of those before and after it of the same UE. */
  readonly answers: readonly AttemptFacts[];
  /** Those of this registration; at least one. */
  readonly own: readonly AttemptFacts[];
  /** The new challenges that they got. */
  readonly challenges: readonly SipNote[];
  /** Does every new challenge say `stale=true` (RFC 7616 §3.3): right, but for a nonce that is too old? */
  readonly isStale: boolean;
}

/** The loop that a registration ends in; null if it has been accepted, or has fewer than two such answers. */
export function challengeLoopOf(subject: RegistrationCase): ChallengeLoop | null {
  const own = unaccepted(subject);
  if (own.length === 0) return null;
  const { previous, next } = subject;
  const answers = [
    ...(previous === null ? [] : unaccepted(previous)),
    ...own,
    ...(next === null ? [] : unaccepted(next)),
  ];
  if (answers.length < LEAST) return null;
  const challenges = own.flatMap(({ final }) => (final === null ? [] : [final]));
  return { answers, own, challenges, isStale: challenges.every(isStale) };
}

/** Does a REGISTER answer a challenge with a `response`, without asking for resynchronisation? */
export function isAnswer({ attempt, authorization }: AttemptFacts): boolean {
  const response = authorization?.response ?? '';
  return attempt.answeredNonce !== null && response !== '' && !attempt.resynchronisation;
}

/** One answer may be late, or of an old nonce: then a new challenge is right. */
const LEAST = 2;

/** The answers behind the last 200 that got a challenge with another nonce; none if the last attempt got further. */
function unaccepted({ attempts }: RegistrationCase): AttemptFacts[] {
  const accepted = attempts.findLastIndex(
    ({ attempt }) => attempt.outcome === 'registered' || attempt.outcome === 'deregistered',
  );
  const since = attempts.slice(accepted + 1);
  if (since.at(-1)?.attempt.outcome !== 'challenged') return [];
  return since.filter(one => isAnswer(one) && isChallengedAnew(one) && answersOneOf(since, one));
}

function isChallengedAnew({ attempt }: AttemptFacts): boolean {
  return attempt.outcome === 'challenged' && attempt.challengeNonce !== attempt.answeredNonce;
}

/** A nonce of before the last 200 was accepted once: to challenge it anew is no refusal. */
function answersOneOf(since: readonly AttemptFacts[], { attempt }: AttemptFacts): boolean {
  return since.some(one => offers(one, attempt.answeredNonce));
}

/** Was a REGISTER challenged with this nonce, on any leg? */
export function offers({ gmChallenges, mwChallenges }: AttemptFacts, nonce: string | null): boolean {
  return nonce !== null && [...gmChallenges, ...mwChallenges].some(one => one.nonce === nonce);
}

function isStale({ message }: SipNote): boolean {
  return challengesIn(message).some(({ parameters }) => parameters.get('stale')?.toLowerCase() === 'true');
}
