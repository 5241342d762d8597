import type { RegistrationCase } from '../../cases/case.ts';
import {
  cxFailures,
  cxResultText,
  cxUnanswered,
  isBelievable,
  WHOSE_ANSWER,
} from '../../evidence/cx-results.ts';
import { statusText } from '../../evidence/evidence.ts';
import { FIXED_TEXTS, type FixedText } from '../../evidence/refusals/fixed-texts.ts';
import { causeNamedBy, lastNamed } from '../../evidence/refusals/named-cause.ts';
import { lastRefusal, type Refusal, severityOf } from '../../evidence/refusals/refusals.ts';
import { type CxNote, framesOf, isAfter, secondsBetween, secondsText } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/** Results with a rule of their own: R26. */
const USER_UNKNOWN = 5001;

/**
 * The codes are those of TS 29.229 §6.2 and RFC 6733 §7.1. Without Cx the fixed texts of Kamailio in SIP show the cause.
 *
 * Certain: an answer of the HSS with a failure, to a request about this very user while its REGISTER waits, leaves no
 * other cause of the refusal, if no other answer contradicts it. A silent HSS is certain only if the CSCF says the same of Cx, and the capture lost nothing:
 * otherwise the answer may only be missing in the capture.
 */
export const subscription: RegistrationRule = {
  about: 'registration',
  id: 'F13',
  title: 'The HSS refuses the user or cannot be reached',
  term: '403 HSS …, 480 Diameter Cx interface failed, Cx result code',
  evidence:
    'A refusal has a fixed text of Kamailio about the HSS or Cx, an answer on Cx has a result of 3000 or more, or a request on Cx has no answer when the REGISTER is refused.',
  severity: 'error',
  advice:
    'Read the log of the HSS. Compare the requests of the CSCF on Cx with the data of the HSS for this IMPI and IMPU.',
  settle: 'Capture Cx (Diameter, port 3868) at I-CSCF and S-CSCF: it shows the result code of the HSS.',
  certain:
    'The HSS says so on Cx, and no other answer contradicts it. Or the CSCF says that Cx failed, the request without an answer is in the capture, and the capture has no gap.',
  check: subject => {
    const answer = failureOf(subject);
    const named = lastNamed(subject, 'F13');
    const refusal = named?.refusal ?? lastRefusal(subject);
    if (answer !== null) {
      const byCode = FIXED_TEXTS.find(one => isOf(one, answer));
      return refusedBy(subject, byCode ?? named?.text ?? null, refusal, answer);
    }
    if (refusal === null || (named === null && causeNamedBy(refusal) !== null)) return null;
    const silent = cxUnanswered(subject).filter(request => isAfter(refusal.final, request));
    const isForR28 = named === null && (refusal.status === 408 || refusal.status === 504);
    if (silent.length > 0 && !isForR28) return silence(subject, refusal, silent, named !== null);
    return named === null ? null : said(named.text, refusal);
  },
};

/** The last refusal of the HSS, unless the registration succeeded anyway. */
function failureOf(subject: RegistrationCase): CxNote | null {
  if (subject.outcome === 'registered' || subject.outcome === 'deregistered') return null;
  const failure = cxFailures(subject).at(-1) ?? null;
  return failure?.experimental === true && failure.result === USER_UNKNOWN ? null : failure;
}

function isOf({ experimental, base }: FixedText, note: CxNote): boolean {
  return ((note.experimental ? experimental : base) ?? []).includes(note.result ?? 0);
}

function refusedBy(
  subject: RegistrationCase,
  text: FixedText | null,
  refusal: Refusal | null,
  answer: CxNote,
): Hit {
  const isProven = isBelievable(subject, answer);
  const got = refusal === null ? '' : `The REGISTER got ${statusText(refusal.final)}. `;
  return {
    detail: `${got}The HSS answers ${cxResultText(answer)}. IMPI ${answer.userName ?? 'not given'}, IMPU ${answer.publicIdentity ?? 'not given'}.`,
    frames: framesOf([answer, refusal?.final ?? null].filter(note => note !== null)),
    confidence: isProven ? 'certain' : 'likely',
    severity: refusal === null ? 'error' : severityOf(refusal),
    ...textsOf(text),
    settle: isProven ? null : WHOSE_ANSWER,
  };
}

/** Requests on Cx without an answer until the REGISTER was refused. */
function silence(
  { capture }: RegistrationCase,
  refusal: Refusal,
  silent: readonly CxNote[],
  isSaid: boolean,
): Hit {
  const [first] = silent as readonly [CxNote, ...CxNote[]];
  const isComplete = capture.gaps === 0 && capture.traffic.truncatedFrames === 0;
  const times = silent.length > 1 ? `, sent ${silent.length} times` : '';
  const waited = secondsText(secondsBetween(first, refusal.final));
  const isProven = isSaid && isComplete;
  return {
    detail: `The REGISTER got ${statusText(refusal.final)}. The HSS does not answer the ${first.command}R${times}: nothing came back in ${waited}, then the CSCF refused.`,
    frames: framesOf([...silent.slice(0, 8), refusal.final]),
    confidence: isProven ? 'certain' : 'likely',
    severity: severityOf(refusal),
    ...textsOf(FIXED_TEXTS.find(({ title }) => title === SILENT) ?? null),
    settle: isProven
      ? null
      : 'Capture Cx in both directions at the HSS: does it answer, and with what result?',
  };
}

const SILENT = 'The HSS does not answer on Cx';

/** Without Cx the words of the CSCF are all there is. */
function said(text: FixedText, refusal: Refusal): Hit {
  const { request } = refusal.attempt;
  const waited = request === null ? 0 : secondsBetween(request, refusal.final);
  const late =
    waited < TIMEOUT
      ? ''
      : ` It came ${secondsText(waited)} after the REGISTER: the CSCF waited for an answer.`;
  const requests = late === '' ? [] : refusal.attempt.gm.requests.slice(0, 8);
  return {
    detail: `The REGISTER got ${statusText(refusal.final)}.${late}`,
    frames: framesOf([...requests, refusal.final]),
    confidence: 'likely',
    severity: severityOf(refusal),
    ...textsOf(text),
  };
}

/** Seconds after which a response looks like the end of a timer; Kamailio waits 5 s for Diameter. */
const TIMEOUT = 2;

function textsOf(text: FixedText | null): Partial<Hit> {
  return text === null || text.title === null || text.advice === null
    ? {}
    : { title: text.title, advice: text.advice };
}
