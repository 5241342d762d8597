import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import { isAkaChallenge, type Round, roundsOf, severityBy, sqnText } from '../../evidence/challenges.ts';
import { ANSWER_TIME } from '../../evidence/evidence.ts';
import { framesOf, secondsBetween } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §5.1.1.5.3, TS 34.229-1 §9.1: a UE whose USIM finds the MAC in AUTN wrong sends a REGISTER of the same
 * Call-ID with an empty `response` and without `auts`.
 */
export const macFailure: RegistrationRule = {
  about: 'registration',
  id: 'F4',
  title: 'The USIM refuses AUTN: MAC failure',
  term: 'AUTN MAC failure, empty response without auts',
  evidence:
    'Behind a 401 of AKA the next REGISTER of the same Call-ID, outside the new SAs, with an empty response and without auts.',
  severity: 'error',
  advice:
    'K, OP or OPc of the subscriber in the IMS HSS are not those of the USIM: compare them, and see that OP is not entered where OPc is expected. The HSS of the EPC may have the right ones.',
  settle: 'K and OPc of the USIM with --usim show whether the MAC is wrong.',
  check: subject => {
    const round = roundsOf(subject).find(isRefusal);
    return round === undefined ? null : hitOf(subject, round);
  },
};

function isRefusal(round: Round): boolean {
  const { challenged, challenge, final, answer } = round;
  if (answer?.request == null || answer.attempt.cseq !== challenged.attempt.cseq + 1) return false;
  if (!isAkaChallenge(challenge) || !isEmpty(answer)) return false;
  const echoed = answer.attempt.answeredNonce;
  // Some UEs keep one Call-ID for all registrations: a new one has no nonce, but does not follow at once.
  if (echoed === null) return secondsBetween(final, answer.request) < ANSWER_TIME;
  return echoed === challenge.nonce;
}

function isEmpty({ authorization, securityVerify }: AttemptFacts): boolean {
  if (authorization === null || securityVerify.length > 0) return false;
  return (authorization.response ?? '') === '' && authorization.auts === null;
}

function hitOf(subject: RegistrationCase, { challenged, final, answer }: Round): Hit {
  const { gmChallenge, mwChallenge, challenge } = challenged;
  const echoed = answer?.attempt.answeredNonce ?? null;
  const autn = challenge?.autn ?? null;
  const nonce = echoed === null ? 'no nonce' : 'the nonce of the 401';
  const detail = `REGISTER ${answer?.attempt.cseq} has ${nonce}, an empty response and no auts.`;
  const hit: Hit = {
    detail,
    frames: framesOf([final, answer?.request ?? null].filter(note => note !== null)),
    confidence: echoed === null ? 'possible' : 'likely',
    severity: severityBy(subject),
  };
  if (gmChallenge?.nonce != null && mwChallenge?.nonce != null && gmChallenge.nonce !== mwChallenge.nonce)
    return {
      ...hit,
      detail: `${detail} The nonce on Gm is not the one that the S-CSCF sent: it was changed on the way.`,
      confidence: 'certain',
      advice: 'Find what changes WWW-Authenticate between S-CSCF and UE: a script of the P-CSCF or an ALG.',
      settle: null,
    };
  if (autn?.macGood === false)
    return {
      ...hit,
      detail: `${detail} The MAC in AUTN does not verify under the USIM given.`,
      confidence: 'certain',
      settle: null,
    };
  if (autn?.macGood === true)
    return {
      ...hit,
      detail: `${detail} Yet the MAC in AUTN verifies under the USIM given${autn.sqn === null ? '' : `, SQN ${sqnText(autn.sqn)}`}.`,
      confidence: 'possible',
      advice:
        'The USIM in the phone is another than the one given, or the UE refuses the challenge for another reason: see its log.',
      settle: 'Read K and OPc as they were written to this very card; a log of the UE.',
    };
  return hit;
}
