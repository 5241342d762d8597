import { isAkaChallenge } from '../../../aka/challenge.ts';
import type { AutnCheck } from '../../../model/registration.ts';
import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import { sqnText } from '../../evidence/challenges.ts';
import {
  ANSWER_TIME,
  attemptAfter,
  isHeard,
  lastChallenged,
  secondsLeft,
  setOf,
} from '../../evidence/evidence.ts';
import { isNothingOffered } from '../../evidence/mechanisms.ts';
import { type IcmpRefusal, icmpRefusal, isSince, refusalText } from '../../evidence/silence/icmp-refusal.ts';
import { signsOfUe } from '../../evidence/silence/signs-of-life.ts';
import { framesOf, isAfter, type SipNote, secondsBetween, secondsText } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';
import { macFailure } from './f4-mac-failure.ts';

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
  certain:
    'An ICMP error quotes the 401 and says that it was not delivered. Or the MAC in AUTN does not match the given K and OPc: no USIM with these can accept it.',
  check: subject => {
    const challenged = lastChallenged(subject);
    if (challenged?.gmFinal == null || challenged.securityServer.length === 0) return null;
    if (attemptAfter(subject, challenged) !== null) return null;
    const isAgain = challenged.attempt.protectedBy !== null;
    if (isAgain && !mayJudgeAgain(subject, challenged, challenged.gmFinal)) return null;
    if (challenged.gmChallenge === null || !isAkaChallenge(challenged.gmChallenge)) return null;
    // A UE that has said what it thinks of AUTN once need not say it again (F4).
    if (isNothingOffered(challenged) || macFailure.check(subject, []) !== null) return null;
    const set = setOf(subject, challenged);
    if (set === null || isHeard(set)) return null;
    const signs = signsOfUe(subject, challenged.gmFinal);
    // Fragments of its ESP, or an ICMP error about it: the UE did answer.
    if (signs.some(({ kind }) => kind !== 'tcp')) return null;
    const refusal = refusalOfChallenge(subject, challenged.gmFinal);
    if (refusal !== null) return refused(challenged.gmFinal, refusal);
    const { spiS, spiC } = set.set.pcscf;
    const silence = `After the 401 nothing comes from the UE: no ESP with SPI ${spiS} or ${spiC}, no REGISTER of this Call-ID.`;
    const hit = hitOf(subject, challenged, challenged.gmFinal, silence);
    // A segment of TCP of which no message was completed may be the answer.
    const sure =
      signs.length > 0 && hit.confidence === 'likely' ? { ...hit, confidence: 'possible' as const } : hit;
    return isAgain ? { ...sure, severity: 'warning' } : sure;
  },
};

/**
 * In a re-registration the UE goes on in its old SAs: only a warning, after time enough, and not where it repeats its
 * REGISTER (R39: then it did not get the 401).
 */
function mayJudgeAgain(subject: RegistrationCase, { gm }: AttemptFacts, final: SipNote): boolean {
  return secondsLeft(subject, final) >= ANSWER_TIME && !gm.requests.some(note => isAfter(note, final));
}

/** What ICMP errors say of the 401; null without any. */
function refusalOfChallenge(subject: RegistrationCase, final: SipNote): IcmpRefusal | null {
  const { source, sourcePort, destination, destinationPort } = final;
  return icmpRefusal(
    subject.capture,
    [source],
    [destination],
    error =>
      isSince(error, final) &&
      error.quoted.sourcePort === sourcePort &&
      error.quoted.destinationPort === destinationPort,
  );
}

/** Certain: the error quotes the 401 and says that it was not delivered; nothing of the UE follows. */
function refused(final: SipNote, refusal: IcmpRefusal): Hit {
  const where = `${final.transport.toUpperCase()} port ${final.destinationPort}`;
  return {
    title: 'The 401 does not reach the UE',
    detail: `The 401 goes to ${final.destination} ${where}. ${refusalText(refusal)}. Nothing from the UE follows.`,
    frames: framesOf([final, ...refusal.frames]),
    confidence: 'certain',
    advice: refusal.isAddressee
      ? `The host at the address of the UE has nothing on ${where}: was the UE restarted, is the address still its own, does Via of the REGISTER name the right port?`
      : 'Find the node that sends the ICMP, and why it does not forward to the UE: bearer released, no route to the address of the UE, a filter.',
    settle: null,
  };
}

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
  const isCut = anew === null && left < ANSWER_TIME;
  const hit: Hit = {
    ...(isCut ? CUT_SHORT : {}),
    detail: `${silence} ${after}${filter}`,
    frames,
    confidence: waited ? 'likely' : 'possible',
  };
  const autn = challenged.challenge?.autn ?? null;
  return autn === null ? hit : judged(autn, hit);
}

/** The first advice where the capture ends before a UE could have answered. */
const CUT_SHORT = {
  title: 'The capture ends before the UE answers the challenge',
  advice:
    'Capture again, and go on for 30 s after the 401. Only if the UE is silent then, compare K and OP or OPc of the USIM with the IMS HSS (the HSS of the EPC may have other values), and the 401 with one that the UE accepts: algorithms of Security-Server, realm, qop.',
};

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
