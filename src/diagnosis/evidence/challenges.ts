import { isAkaChallenge } from '../../aka/challenge.ts';
import { toHex } from '../../bytes/hex.ts';
import type { Severity } from '../../model/diagnosis.ts';
import { challengeName } from '../../registration/challenge-store.ts';
import { challengesIn, type DigestParameters } from '../../sip/digest.ts';
import type { AttemptFacts, RegistrationCase } from '../cases/case.ts';
import type { SipNote } from '../journal/notes.ts';
import { productOf } from './evidence.ts';

/** A challenge of a registration, with the REGISTER that was challenged and the next one. */
export interface Round {
  readonly challenged: AttemptFacts;
  /** The 401 on Gm; on Mw if only that was seen. */
  readonly final: SipNote;
  readonly challenge: DigestParameters;
  /** The REGISTER with the next CSeq that was seen; null for none. */
  readonly answer: AttemptFacts | null;
}

/** The challenges of a registration, in order. */
export function roundsOf({ attempts }: RegistrationCase): Round[] {
  return attempts.flatMap((challenged, i) => {
    const { gmChallenge, mwChallenge, final } = challenged;
    const challenge = gmChallenge ?? mwChallenge;
    if (challenge === null || final === null) return [];
    return [{ challenged, final, challenge, answer: attempts[i + 1] ?? null }];
  });
}

/** Does the REGISTER after a challenge answer it: does it have the next CSeq, and the nonce? */
export function answersItsChallenge({ challenged, challenge, answer }: Round): boolean {
  if (answer === null || answer.attempt.cseq !== challenged.attempt.cseq + 1) return false;
  const { answeredNonce } = answer.attempt;
  return (
    answeredNonce !== null &&
    challenge.nonce !== null &&
    challengeName(answeredNonce) === challengeName(challenge.nonce)
  );
}

/** Does a 401 have an AKA challenge? It may have others beside it (RFC 3261 §20.44). */
export function offersAka({ message }: SipNote): boolean {
  return challengesIn(message).some(isAkaChallenge);
}

/** A fault is an error if it stopped the registration, and a warning if the registration succeeded anyway. */
export function severityBy({ outcome }: RegistrationCase): Severity {
  return outcome === 'registered' || outcome === 'deregistered' ? 'warning' : 'error';
}

/** A sentence with the product that the sender of a message names; empty if it names none. */
export function productText(note: SipNote | null): string {
  const product = productOf(note);
  return product === null ? '' : ` The sender identifies itself as "${product}".`;
}

/** An SQN in hex, as in an authentication vector, and in decimal, as an HSS shows it. */
export function sqnText(sqn: Uint8Array): string {
  const digits = toHex(sqn);
  return `${digits} (${BigInt(`0x${digits}`)})`;
}
