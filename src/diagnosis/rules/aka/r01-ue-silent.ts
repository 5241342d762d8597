import type { AutnCheck } from '../../../model/registration.ts';
import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import { isAkaChallenge, isNothingOffered, sqnText } from '../../evidence/challenges.ts';
import {
  ANSWER_TIME,
  attemptAfter,
  isHeard,
  lastChallenged,
  secondsLeft,
  setOf,
} from '../../evidence/evidence.ts';
import { framesOf, type SipNote, secondsBetween, secondsText } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/** A UE that begins anew so soon after a 401 did not register in between: reg-await-auth (TS 24.229 §7.8). */
const BEGINS_ANEW = 240;

/**
 * TS 24.229 §5.1.1.5.3: a UE that finds AUTN wrong should say so with a REGISTER without `response`; many say nothing
 * (https://github.com/open5gs/open5gs/issues/509, https://github.com/herlesupreeth/docker_open5gs/issues/91). TS 33.203
 * §7.3: a UE abandons with no message if it cannot accept the algorithms. F7 of the standards is the same.
 */
export const ueSilent: RegistrationRule = {
  about: 'registration',
  id: 'R01',
  title: 'The UE does not answer the challenge',
  term: 'UE silent after 401, AUTN MAC failure',
  evidence:
    'A 401 with Security-Server on Gm; neither ESP from the UE under the SPIs of that Security-Server nor a further REGISTER of the same Call-ID follows.',
  severity: 'error',
  advice:
    'Compare K and OP or OPc of the USIM with those in the IMS HSS (the HSS of the EPC may have others). If they agree, compare the 401 with one that the UE accepts: algorithms of Security-Server, realm, qop.',
  settle:
    'K and OPc with --usim show whether AUTN is right. A log of the UE, or a capture at the UE, shows whether the 401 arrived.',
  check: subject => {
    const challenged = lastChallenged(subject);
    if (challenged?.gmFinal == null || challenged.securityServer.length === 0) return null;
    if (challenged.attempt.protectedBy !== null || attemptAfter(subject, challenged) !== null) return null;
    if (challenged.gmChallenge === null || !isAkaChallenge(challenged.gmChallenge)) return null;
    if (isNothingOffered(challenged)) return null;
    const set = setOf(subject, challenged);
    if (set === null || isHeard(set)) return null;
    const { spiS, spiC } = set.set.pcscf;
    const silence = `Nothing from the UE follows the 401: no ESP with SPI ${spiS} or ${spiC}, no REGISTER of this Call-ID.`;
    return hitOf(subject, challenged, challenged.gmFinal, silence);
  },
};

function hitOf(subject: RegistrationCase, challenged: AttemptFacts, final: SipNote, silence: string): Hit {
  const { capture } = subject;
  const anew = subject.next?.attempts[0]?.request ?? null;
  const left = secondsLeft(subject, final);
  const soon = anew !== null && secondsBetween(final, anew) <= BEGINS_ANEW;
  const hasEsp = capture.activities.length > 0 || capture.strayEsp.length > 0;
  const waited = soon || (left >= ANSWER_TIME && hasEsp && capture.gaps === 0);
  const after =
    anew === null
      ? `The capture goes on for ${secondsText(left)}.`
      : `The UE begins anew with another Call-ID ${secondsText(secondsBetween(final, anew))} later.`;
  const filter =
    hasEsp || soon || left < ANSWER_TIME
      ? ''
      : ' The capture has no ESP at all: a capture filter may leave it out.';
  const frames = framesOf([final, ...(anew === null ? [] : [anew])]);
  const detail = `${silence} ${after}${filter}`;
  const confidence = waited ? 'likely' : 'possible';
  const autn = challenged.challenge?.autn ?? null;
  return autn === null ? { detail, frames, confidence } : judged(autn, { detail, frames, confidence });
}

function judged({ macGood, sqn }: AutnCheck, hit: Hit): Hit {
  if (!macGood)
    return {
      ...hit,
      title: 'The UE cannot accept AUTN: K or OPc of the HSS is another',
      detail: `The MAC in AUTN of the 401 does not verify under the USIM given. ${hit.detail}`,
      confidence: 'certain',
      advice:
        'Set K and OP or OPc of this subscriber in the IMS HSS to those of the USIM; see that OP is not entered where OPc is expected. In Open5GS: the subscriber in the WebUI; in PyHSS: the AUC table. The HSS of the EPC may have other values.',
      settle: null,
    };
  return {
    ...hit,
    detail: `${hit.detail} AUTN is right: its MAC verifies under the USIM given${sqn === null ? '' : `, SQN ${sqnText(sqn)}`}.`,
    advice:
      'K and OPc agree, so look elsewhere: whether the 401 reaches the UE; ck and ik left in it; algorithms of Security-Server, realm and qop that the UE does not take. An SQN that the USIM has passed should bring a REGISTER with auts, but some UEs stay silent: raise SQN in the HSS.',
    settle: 'A log of the UE, or a capture at the UE: does the 401 arrive, and what does the UE make of it?',
  };
}
