import { fromBase64 } from '../../../bytes/base64.ts';
import { toHex } from '../../../bytes/hex.ts';
import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import { productText, type Round, roundsOf, severityBy, sqnText } from '../../evidence/challenges.ts';
import { ANSWER_TIME, secondsLeft, statusText } from '../../evidence/evidence.ts';
import { framesOf, inFrameOrder, type SipNote, secondsText } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/**
 * TS 33.102 §6.3.5, TS 24.229 §5.1.1.5.3: the HSS gets AUTS, sets its SQN from it and gives a new vector.
 * Loops in https://github.com/open5gs/open5gs/issues/486 and https://github.com/Metaswitch/sprout/issues/1299.
 */
export const resynchronisation: RegistrationRule = {
  about: 'registration',
  id: 'R03',
  title: 'Resynchronisation of SQN fails',
  term: 'AUTS, SQN out of range, synchronisation failure',
  evidence:
    'After a REGISTER with auts comes a challenge that the USIM refuses with auts again, the same challenge again, or no 401. A note if the UE accepts the next challenge.',
  severity: 'error',
  advice:
    'To get going, set SQN of the subscriber in the HSS above that of the USIM. Then find out why the HSS does not take SQN from AUTS. Check that the S-CSCF sends RAND and AUTS in SIP-Authorization of the MAR. Check that the HSS verifies MAC-S with the same K and OPc (and AMF 0000). Check that no other HSS (of the EPC) counts SQN for the same USIM.',
  settle:
    'Capture Cx: does a MAR carry AUTS, and what does the MAA answer? Give K and OPc with --usim to decode AUTS.',
  certain:
    'The REGISTERs with auts and the responses to them are in the capture: auts is the word of the USIM itself.',
  check: subject => {
    const refused = roundsOf(subject).filter(({ answer }) => answer?.attempt.resynchronisation === true);
    const last = refused.at(-1);
    if (last?.answer == null) {
      const lone = subject.attempts.find(({ attempt }) => attempt.resynchronisation);
      return lone === undefined ? null : outcomeOf(subject, lone, [lone]);
    }
    const asking = refused.flatMap(({ answer }) => answer ?? []);
    const hit = outcomeOf(subject, last.answer, asking);
    if (hit.severity === 'note')
      return { ...hit, frames: inFrameOrder(framesOf([...hit.frames, ...refused.flatMap(framesOfRound)])) };
    const cx = cxOf(subject);
    const severity = severityBy(subject);
    return {
      ...hit,
      severity,
      ...(severity === 'error' ? {} : { title: 'Resynchronisation of SQN failed at first' }),
      detail: `${hit.detail}${cx?.detail ?? ''}`,
      frames: inFrameOrder(
        framesOf([...(cx?.frames ?? []), ...hit.frames, ...refused.flatMap(framesOfRound)]),
      ),
    };
  },
};

function outcomeOf(subject: RegistrationCase, last: AttemptFacts, asking: readonly AttemptFacts[]): Hit {
  const { request, final } = last;
  const frames = framesOf([request, final].filter(note => note !== null));
  const what = `${askedText(asking)}${sqnsText(last)}`;
  const challenge = last.gmChallenge ?? last.mwChallenge;
  const rounds = asking.length;
  if (rounds > 1)
    return {
      detail: `${what} ${loopText(asking)}${productText(final)}`,
      frames,
      confidence: 'certain',
    };
  if (final === null) return unanswered(subject, request, what, frames);
  if (challenge === null)
    return final.message.status === 200
      ? succeeded(`${what} The response is ${statusText(final)}.`, frames)
      : {
          detail: `${what} The response is ${statusText(final)} instead of a new challenge.${productText(final)}`,
          frames,
          confidence: 'certain',
        };
  if (challenge.nonce === last.attempt.answeredNonce)
    return {
      detail: `${what} The 401 has the same nonce again: no new vector was fetched.${productText(final)}`,
      frames,
      confidence: 'certain',
    };
  return afterNewChallenge(subject, last, what, frames);
}

/** After one REGISTER with auts and a new challenge. */
function afterNewChallenge(
  subject: RegistrationCase,
  last: AttemptFacts,
  what: string,
  frames: Hit['frames'],
): Hit {
  const { sqnMs } = last.attempt;
  const sqn = last.challenge?.autn?.sqn ?? null;
  const next = roundsOf(subject).find(({ challenged }) => challenged === last)?.answer ?? null;
  const isTaken = (next?.authorization?.response ?? '') !== '' && next?.attempt.resynchronisation === false;
  const behind = !isTaken && sqn !== null && sqnMs !== null && toHex(sqn) <= toHex(sqnMs);
  if (behind)
    return {
      detail: `${what} The new challenge has SQN ${sqnText(sqn)}, which is not above that of the USIM: AUTS was not used.`,
      frames,
      confidence: 'certain',
    };
  const { previous } = subject;
  const before =
    previous?.outcome !== 'registered' && previous?.attempts.some(({ attempt }) => attempt.resynchronisation);
  if (before && subject.outcome !== 'registered')
    return {
      detail: `${what} The previous registration, with another Call-ID, needed it too: the HSS does not keep the SQN from AUTS.`,
      frames,
      confidence: 'likely',
    };
  const higher = sqn === null ? '' : ` with SQN ${sqnText(sqn)}`;
  return succeeded(`${what} A new challenge${higher} follows.`, frames);
}

function succeeded(detail: string, frames: Hit['frames']): Hit {
  return {
    title: 'SQN was resynchronised',
    detail,
    frames,
    confidence: 'certain',
    severity: 'note',
    advice:
      'Nothing to do, unless it happens at every registration. Then find the cause: two HSSs count SQN for the same USIM, or the HSS forgets SQN.',
    settle: null,
  };
}

function unanswered(
  subject: RegistrationCase,
  request: SipNote | null,
  what: string,
  frames: Hit['frames'],
): Hit {
  const left = request === null ? 0 : secondsLeft(subject, request);
  return {
    detail: `${what} No final response follows; the capture goes on for ${secondsText(left)}.`,
    frames,
    confidence: left >= ANSWER_TIME && subject.capture.gaps === 0 ? 'likely' : 'possible',
  };
}

/** Did AUTS reach the HSS on Cx? Null if no MAR of this user was captured. */
function cxOf({ cx }: RegistrationCase): Pick<Hit, 'detail' | 'frames'> | null {
  const requests = cx.filter(({ command, request }) => command === 'MA' && request);
  if (requests.length === 0) return null;
  const asking = requests.findLast(({ auts }) => auts !== null);
  if (asking === undefined) return { detail: ' On Cx no MAR carries AUTS.', frames: framesOf(requests) };
  const answer = cx
    .slice(cx.indexOf(asking) + 1)
    .find(({ command, request, endToEnd }) => command === 'MA' && !request && endToEnd === asking.endToEnd);
  const end = answer === undefined ? 'no MAA follows' : `the MAA has result ${answer.result ?? 'none'}`;
  return {
    detail: ` On Cx the MAR of frame ${asking.frame} carries AUTS; ${end}.`,
    frames: framesOf([asking, ...(answer === undefined ? [] : [answer])]),
  };
}

function framesOfRound({ final, answer }: Round): SipNote[] {
  return [final, answer?.request ?? null].filter(note => note !== null);
}

function askedText(asking: readonly AttemptFacts[]): string {
  const times =
    asking.length === 1
      ? 'The USIM finds SQN out of range'
      : `The USIM refuses the SQN of ${asking.length} challenges in a row`;
  return `${times}: the UE sends a REGISTER with auts.${lengthText(asking)}`;
}

/** RFC 3310 §3.4; Kamailio accepts only 20 characters of base64. */
function lengthText(asking: readonly AttemptFacts[]): string {
  for (const { authorization } of asking) {
    const auts = authorization?.auts ?? null;
    const octets = auts === null ? null : fromBase64(auts);
    if (auts !== null && octets?.length !== 14)
      return ` auts has ${auts.length} characters, but 14 octets in base64 have 20.`;
  }
  return '';
}

function sqnsText({ attempt }: AttemptFacts): string {
  return attempt.sqnMs === null ? '' : ` AUTS gives SQN_MS ${sqnText(attempt.sqnMs)}.`;
}

function loopText(asking: readonly AttemptFacts[]): string {
  const known = asking.flatMap(({ attempt }) => (attempt.sqnMs === null ? [] : [toHex(attempt.sqnMs)]));
  if (known.length === asking.length && new Set(known).size === 1)
    return 'SQN_MS is the same each time: the USIM accepted no challenge in between.';
  return 'The USIM refuses the vectors after AUTS too.';
}
