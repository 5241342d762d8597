import type { ResponseForm } from '../../../model/registration.ts';
import { type DigestParameters, takenChallenge } from '../../../sip/digest.ts';
import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import { severityBy } from '../../evidence/challenges.ts';
import { statusText } from '../../evidence/evidence.ts';
import { namesAnother } from '../../evidence/refusals/named-cause.ts';
import { isWhole, refusalsOf } from '../../evidence/refusals/refusals.ts';
import { framesOf, type SipNote } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/**
 * RFC 7616 §3.4: qop needs nc and cnonce, and must be one of those offered; RFC 2617 §3.2.2: if the challenge offers
 * none, it must not be sent. Kamailio logs "qop specified with no nonce count"
 * (https://github.com/herlesupreeth/docker_open5gs/issues/213).
 *
 * Certain: both header fields are in the capture, and the nonce ties the answer to its very challenge, so the fault
 * stands there, whatever else is wrong. Without that challenge on Gm, or if it was cut, nothing is said, as a missing qop
 * may only not have been seen; with the challenge of Mw alone it is likely, as the P-CSCF may have changed it. It is an
 * error only if it can be the cause: the answer was refused, the refusal names no other cause, and RES is not known to be
 * wrong.
 */
export const qopIncomplete: RegistrationRule = {
  about: 'registration',
  id: 'R25',
  title: 'Authorization has an inconsistent qop',
  term: 'qop without nc or cnonce, qop specified with no nonce count, qop not offered',
  evidence:
    'An Authorization with response and qop lacks nc or cnonce, or the challenge with its nonce offers another qop, or none.',
  severity: 'error',
  advice:
    'Fix the UE: it may send qop, nc and cnonce only with a qop that the challenge offers. Until then make the S-CSCF offer the qop that the UE uses (Kamailio ims_auth: registration_qop).',
  settle: null,
  certain: 'The challenge on Gm that the UE answers is in the capture without qop, and the answer has one.',
  check: subject => {
    for (const one of subject.attempts) {
      const { authorization, request } = one;
      const fault = authorization === null ? null : faultOf(subject, authorization);
      if (fault !== null && request !== null) return hitOf(subject, one, request, fault);
    }
    return null;
  },
};

/** What is wrong, and where the challenge stands. */
interface Fault {
  readonly text: string;
  readonly title?: string;
  readonly challenge: SipNote | null;
  readonly isSeen: boolean;
}

function faultOf(subject: RegistrationCase, answer: DigestParameters): Fault | null {
  const { response, qop, nc, cnonce } = answer;
  if ((response ?? '') === '' || qop === null || qop === '') return null;
  const missing = [nc === null ? 'nc' : '', cnonce === null ? 'cnonce' : ''].filter(name => name !== '');
  if (missing.length > 0)
    return {
      text: `Authorization has qop=${qop} without ${missing.join(' and ')}.`,
      challenge: null,
      isSeen: true,
    };
  const offer = offerFor(subject, answer);
  if (offer === null) return null;
  const offers = offer.qop.split(',').map(one => one.trim().toLowerCase());
  if (offers.includes(qop.toLowerCase())) return null;
  const none = offer.qop === '';
  return {
    ...(none ? { title: 'The UE answers with a qop that was not offered' } : {}),
    text: `Authorization has qop=${qop}, but the challenge offers ${none ? 'none: RFC 2617 §3.2.2 forbids it. A server that follows RFC 2069 then computes another response' : offer.qop}.`,
    challenge: offer.note,
    isSeen: offer.isOnGm,
  };
}

/** What the challenge with the nonce of an answer offers, empty for nothing; null if it was not seen, or not whole. */
function offerFor(subject: RegistrationCase, answer: DigestParameters) {
  for (const isOnGm of [true, false])
    for (const { gmChallenges, mwChallenges, gmFinal, mw } of subject.attempts) {
      const taken = takenChallenge(isOnGm ? gmChallenges : mwChallenges, answer);
      const note = isOnGm ? gmFinal : (mw.responses.find(isChallenge) ?? null);
      if (taken !== null && note !== null)
        return isWhole(note) ? { qop: taken.qop ?? '', note, isOnGm } : null;
    }
  return null;
}

function isChallenge({ message }: SipNote): boolean {
  return message.status === 401 || message.status === 407;
}

function hitOf(subject: RegistrationCase, one: AttemptFacts, request: SipNote, fault: Fault): Hit {
  const { final, attempt } = one;
  const end =
    final === null ? 'The capture shows no final response.' : `The response is ${statusText(final)}.`;
  const refusal = refusalsOf(subject).find(({ attempt: refused }) => refused === one) ?? null;
  const isOther = refusal !== null && namesAnother(refusal, 'R24');
  const isWrong = attempt.response === 'wrong' && attempt.responseForm === null;
  const canBeCause = final !== null && !isOther && !isWrong;
  return {
    ...(fault.title === undefined ? {} : { title: fault.title }),
    detail: `${fault.text}${formText(attempt.responseForm)} ${end}`,
    frames: framesOf([fault.challenge, request, final].filter(note => note !== null)),
    confidence: fault.isSeen ? 'certain' : 'likely',
    severity: canBeCause ? severityBy(subject) : 'warning',
    settle: fault.isSeen ? null : 'Capture Gm: does the challenge that the UE gets offer a qop?',
  };
}

/** Which of the forms the `response` has, where RES is known. */
function formText(form: ResponseForm | null): string {
  if (form === null) return '';
  return form === 'none'
    ? ' With the known RES, the response has the form without qop (RFC 2069), although the header says qop.'
    : ` With the known RES, the response has the form with qop=${form}.`;
}
