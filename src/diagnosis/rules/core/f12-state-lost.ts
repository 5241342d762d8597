import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import { ANSWER_TIME, isProtected, isToUe, secondsLeft, statusText } from '../../evidence/evidence.ts';
import { othersDuring } from '../../evidence/others-during.ts';
import { offers } from '../../evidence/refusals/challenge-loop.ts';
import { causeNamedBy } from '../../evidence/refusals/named-cause.ts';
import { isRestoration, lastRefusal, type Refusal, severityOf } from '../../evidence/refusals/refusals.ts';
import { isOfPcscf } from '../../evidence/refusals/sender.ts';
import { framesOf, isAfter, type SipNote } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §5.1.2A.1.6 and TS 23.380: a 504 with an alternative service of type restoration orders the UE to register
 * again. An S-CSCF that does not know the user sends a 500 to a REGISTER with integrity-protected=yes.
 *
 * Certain: the 504 with the alternative service is the order itself (TS 24.229 §5.1.2A.1.6). A plain 500 is possible.
 */
export const stateLost: RegistrationRule = {
  about: 'registration',
  id: 'F12',
  title: 'The S-CSCF has lost the registration',
  term: '504 with alternative-service restoration, S-CSCF restarted',
  evidence:
    'Any request of the UE gets a 504 with a body application/3gpp-ims+xml, or a REGISTER in ESP that answers no new challenge gets a 500 without a cause.',
  severity: 'error',
  advice:
    'Make the UE register again: it must start with an unprotected REGISTER (switch flight mode on and off). Find out whether the S-CSCF restarted or was replaced. Make it keep or restore its registrations (its database, or restoration data in the HSS).',
  settle: 'Read the log of the S-CSCF at this time: does it know the user?',
  certain: 'The 504 says itself, with an alternative service, that the UE has to register again.',
  check: subject => {
    const restored = lastRefusal(subject, ({ finals }) => finals.some(isRestoration));
    const order =
      restored?.final ?? othersDuring(subject).find(note => isRestoration(note) && isToUe(subject, note));
    if (order !== undefined) return ordered(subject, order);
    const refusal = lastRefusal(subject, one => isLost(subject, one));
    if (refusal === null) return null;
    return {
      detail: `The REGISTER in ESP got ${statusText(refusal.final)}.`,
      frames: framesOf([refusal.attempt.request, refusal.final].filter(note => note !== null)),
      confidence: 'possible',
      severity: severityOf(refusal),
    };
  },
};

/**
 * An S-CSCF that has just sent a challenge still knows the user when its answer comes, one that names a cause has another
 * one, and a P-CSCF that refuses by itself has not asked it.
 */
function isLost(subject: RegistrationCase, refusal: Refusal): boolean {
  const { status, attempt } = refusal;
  if (status !== 500 || !isProtected(attempt) || causeNamedBy(refusal) !== null) return false;
  return !answersLast(subject, attempt) && !isOfPcscf(subject, refusal);
}

/** Does the REGISTER answer the challenge that the one before it got? */
function answersLast({ attempts }: RegistrationCase, { attempt }: AttemptFacts): boolean {
  const before = attempts.findLast(one => one.attempt.cseq < attempt.cseq);
  return before !== undefined && offers(before, attempt.answeredNonce);
}

/** An error only if the UE does not follow the order. */
function ordered(subject: RegistrationCase, order: SipNote): Hit {
  const requests = [...subject.attempts.flatMap(({ gm }) => gm.requests), subject.next?.attempts[0]?.request];
  const anew = requests.find(request => request != null && isAfter(request, order)) ?? null;
  const waited = secondsLeft(subject, order) >= ANSWER_TIME;
  const after =
    anew !== null
      ? 'The UE registers again.'
      : waited
        ? 'No new REGISTER of the UE follows.'
        : 'The capture ends before a new REGISTER could come.';
  const method = order.message.cseq?.method ?? 'request';
  return {
    detail: `A ${method} of the UE got ${statusText(order)} with an alternative service of IMS. ${after}`,
    frames: framesOf([order, ...(anew === null ? [] : [anew])]),
    confidence: 'certain',
    severity: anew === null && waited ? 'error' : 'warning',
    settle: null,
  };
}
