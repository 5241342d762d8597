import type { AutnCheck } from '../../../model/registration.ts';
import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import { isAkaChallenge, sqnText } from '../../evidence/challenges.ts';
import {
  ANSWER_TIME,
  attemptAfter,
  isHeard,
  lastChallenged,
  secondsLeft,
  setOf,
} from '../../evidence/evidence.ts';
import { isNothingOffered } from '../../evidence/mechanisms.ts';
import { framesOf, type SipNote, secondsBetween, secondsText } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/** A UE that starts again so soon after a 401 did not register in between: reg-await-auth (TS 24.229 §7.8). */
const BEGINS_ANEW = 240;

/**
 * TS 24.229 §5.1.1.5.3: a UE that finds AUTN wrong should send a REGISTER without `response`; many send nothing
 * (https://github.com/open5gs/open5gs/issues/509, https://github.com/herlesupreeth/docker_open5gs/issues/91). TS 33.203
 * §7.3: a UE that cannot accept the algorithms gives up without a message.
 */
export const ueSilent: RegistrationRule = {
  about: 'registration',
  id: 'R01',
  title: 'The UE does not answer the challenge',
  term: 'UE silent after 401, AUTN MAC failure',
  evidence:
    'After a 401 with Security-Server on Gm the UE sends neither ESP under the SPIs of that Security-Server nor another REGISTER of the same Call-ID.',
  severity: 'error',
  advice:
    'Compare K and OP or OPc of the USIM with the IMS HSS (the HSS of the EPC may have other values). If they match, compare the 401 with one that the UE accepts: algorithms of Security-Server, realm, qop.',
  settle:
    'Give K and OPc with --usim: they show whether AUTN is right. Read a log of the UE, or capture at the UE: did the 401 arrive?',
  check: subject => {
    const challenged = lastChallenged(subject);
    if (challenged?.gmFinal == null || challenged.securityServer.length === 0) return null;
    if (challenged.attempt.protectedBy !== null || attemptAfter(subject, challenged) !== null) return null;
    if (challenged.gmChallenge === null || !isAkaChallenge(challenged.gmChallenge)) return null;
    if (isNothingOffered(challenged)) return null;
    const set = setOf(subject, challenged);
    if (set === null || isHeard(set)) return null;
    const { spiS, spiC } = set.set.pcscf;
    const silence = `After the 401 nothing comes from the UE: no ESP with SPI ${spiS} or ${spiC}, no REGISTER of this Call-ID.`;
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
      : `The UE starts again with another Call-ID ${secondsText(secondsBetween(final, anew))} later.`;
  const filter =
    hasEsp || soon || left < ANSWER_TIME
      ? ''
      : ' The capture has no ESP at all: a capture filter may have dropped it.';
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
      title: 'The UE cannot accept AUTN: K or OPc of the HSS does not match',
      detail: `The MAC in AUTN of the 401 does not match the given USIM keys. ${hit.detail}`,
      confidence: 'certain',
      advice:
        'Set K and OP or OPc of this subscriber in the IMS HSS to the values of the USIM (Open5GS: the subscriber in the WebUI; PyHSS: the AUC table). Check that OP was not entered as OPc. The HSS of the EPC may have other values.',
      settle: null,
    };
  return {
    ...hit,
    detail: `${hit.detail} AUTN is right: its MAC matches the given USIM keys${sqn === null ? '' : `, SQN ${sqnText(sqn)}`}.`,
    advice:
      'K and OPc match, so look elsewhere. Check that the 401 reaches the UE and has no ck and ik. Check that the UE accepts its algorithms (Security-Server), realm and qop. Raise SQN in the HSS: if the USIM is past it, the UE should send a REGISTER with auts, but some UEs stay silent.',
    settle:
      'Read a log of the UE, or capture at the UE: does the 401 arrive, and what does the UE do with it?',
  };
}
