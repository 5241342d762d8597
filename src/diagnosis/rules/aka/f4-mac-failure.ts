import { isAkaChallenge } from '../../../aka/challenge.ts';
import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import { type Round, roundsOf, severityBy, sqnText } from '../../evidence/challenges.ts';
import { ANSWER_TIME } from '../../evidence/evidence.ts';
import { framesOf, secondsBetween } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §5.1.1.5.3, TS 34.229-1 §9.1: if the USIM finds a wrong MAC in AUTN, the UE sends a REGISTER of the same
 * Call-ID with an empty `response` and without `auts`.
 */
export const macFailure: RegistrationRule = {
  about: 'registration',
  id: 'F4',
  title: 'The USIM refuses AUTN: MAC failure',
  term: 'AUTN MAC failure, empty response without auts',
  evidence:
    'After an AKA 401 the next REGISTER of the same Call-ID, outside the new SAs, has an empty response and no auts.',
  severity: 'error',
  advice:
    'Compare K and OP or OPc in the IMS HSS with the USIM: they do not match. Check that OP was not entered as OPc. The HSS of the EPC may have the right values.',
  settle: 'Give K and OPc of the USIM with --usim: they show whether the MAC is wrong.',
  certain:
    'The MAC in AUTN does not match the given K and OPc. Or the nonce of the S-CSCF and the nonce on Gm are both in the capture and differ.',
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
  // Some UEs keep one Call-ID for all registrations. A new registration has no nonce either, but does not follow at once.
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
      detail: `${detail} The nonce on Gm does not match the one of the S-CSCF: it was changed on the way.`,
      confidence: 'certain',
      advice:
        'Find out what changes WWW-Authenticate between S-CSCF and UE: a script of the P-CSCF or an ALG.',
      settle: null,
    };
  if (autn?.macGood === false)
    return {
      ...hit,
      detail: `${detail} The MAC in AUTN does not match the given USIM keys.`,
      confidence: 'certain',
      settle: null,
    };
  if (autn?.macGood === true)
    return {
      ...hit,
      detail: `${detail} Yet the MAC in AUTN matches the given USIM keys${autn.sqn === null ? '' : `, SQN ${sqnText(autn.sqn)}`}.`,
      confidence: 'possible',
      advice:
        'Check that the phone holds the given USIM. If it does, read the log of the UE: it refuses the challenge for another reason.',
      settle: 'Look up K and OPc as they were written to this very card. Read a log of the UE.',
    };
  return hit;
}
