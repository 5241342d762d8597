import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import { cxUnanswered } from '../../evidence/cx-results.ts';
import { isProtected, secondsLeft, statusText } from '../../evidence/evidence.ts';
import { isRestoration, lastRefusal, type Refusal, severityOf } from '../../evidence/refusals/refusals.ts';
import { signsOfPcscf } from '../../evidence/silence/signs-of-life.ts';
import { framesOf, type SipNote, secondsBetween, secondsText } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/** Timer F of a CSCF, 64 · T1 of 500 ms (RFC 3261 §17.1.2.2): then it sends the UE a 408. */
const CORE_TIMER = 32;
/** The shortest time after which a CSCF may repeat a request. */
const T1 = 0.5;

/**
 * https://github.com/herlesupreeth/Kamailio_IMS_Config/issues/29: 100, then 504 Server Time-Out,
 * because an I- or S-CSCF or a Diameter peer was down.
 */
export const coreSilent: RegistrationRule = {
  about: 'registration',
  id: 'R28',
  title: 'A CSCF or the HSS does not answer in time',
  term: '504 Server Time-Out, 408 Request Timeout, no 401',
  evidence:
    'A REGISTER gets a 504 or 408, or only provisional responses for 32 s, or none after the P-CSCF forwarded one that came in ESP. F12 covers a 504 with an alternative service.',
  severity: 'error',
  advice:
    'Find the first hop that does not answer: I-CSCF, S-CSCF or HSS. Check that each runs and listens (ss -lnp), that the DNS of each CSCF resolves the next one, and that the Diameter peers are open (Kamailio: kamcmd cdp.list_peers).',
  settle: 'Capture Mw and Cx (the ports of I-CSCF and S-CSCF, and 3868): which request has no answer?',
  certain:
    'The response says that a timer ran out, and the request that nobody answered is in the capture, which has no gap.',
  check: subject => {
    const refusal = lastRefusal(subject, isTimeout);
    if (refusal !== null) return timedOut(subject, refusal);
    const waiting = subject.attempts.at(-1);
    return waiting === undefined ? null : neverAnswered(subject, waiting);
  },
};

function isTimeout({ status, final }: Refusal): boolean {
  return (status === 504 || status === 408) && !isRestoration(final);
}

function timedOut(subject: RegistrationCase, refusal: Refusal): Hit {
  const { attempt, final } = refusal;
  const waited = attempt.request === null ? null : secondsBetween(attempt.request, final);
  const after = waited === null ? '' : ` after ${secondsText(waited)}`;
  const where = whereText(subject, attempt);
  // A CSCF that says so at once has not waited, and a hop that says it itself has answered.
  const isProven = where.isSilent && waited !== null && waited >= T1 && subject.capture.gaps === 0;
  return {
    detail: `The REGISTER got ${statusText(final)}${after}${where.text}.`,
    frames: framesOf([attempt.request, ...where.notes, final].filter(note => note !== null)),
    confidence: isProven ? 'certain' : 'likely',
    severity: severityOf(refusal),
  };
}

/**
 * A 100, or the REGISTER of the UE in ESP on Mw, shows that the P-CSCF has it, but nothing more comes. (G1 reports an
 * unprotected one that was forwarded.)
 */
function neverAnswered(subject: RegistrationCase, attempt: AttemptFacts): Hit | null {
  const { gm, mw, final } = attempt;
  const provisional = gm.responses[0];
  const [request] = gm.requests;
  const taken = provisional ?? (isProtected(attempt) ? mw.requests[0] : undefined);
  if (final !== null || taken === undefined || request === undefined) return null;
  const left = secondsLeft(subject, request);
  if (left < CORE_TIMER || subject.capture.gaps > 0) return null;
  if (signsOfPcscf(subject, taken).length > 0) return null;
  const where = whereText(subject, attempt);
  const frames: readonly (SipNote | CxFrame)[] = [request, taken, ...mw.requests.slice(-1), ...where.notes];
  return {
    detail: `${provisional === undefined ? 'The P-CSCF forwards the REGISTER in ESP, and' : `After ${statusText(provisional)}`} the UE gets no final response, although the capture goes on for ${secondsText(left)}${where.text}.`,
    frames: framesOf(frames),
    confidence: 'likely',
  };
}

type CxFrame = ReturnType<typeof cxUnanswered>[number];

/** The place where it stops, if Mw or Cx was captured. */
interface Where {
  readonly text: string;
  readonly notes: readonly (SipNote | CxFrame)[];
  /** Does the request have no answer at all there? */
  readonly isSilent: boolean;
}

function whereText(subject: RegistrationCase, { mw }: AttemptFacts): Where {
  const [cx] = cxUnanswered(subject);
  if (cx !== undefined)
    return { text: `; the HSS does not answer the ${cx.command}R`, notes: [cx], isSilent: true };
  const passedOn = mw.requests.at(-1);
  const finals = mw.responses.filter(({ message }) => (message.status ?? 0) >= 200);
  if (passedOn === undefined || finals.some(({ message }) => !isTimeoutNote(message.status)))
    return { text: '', notes: [], isSilent: false };
  const { destination, destinationPort } = passedOn;
  const [own] = finals.filter(({ source }) => source === destination);
  if (own !== undefined)
    return {
      text: `; ${destination} port ${destinationPort} says so`,
      notes: [passedOn, own],
      isSilent: false,
    };
  return {
    text: `; the last hop seen is ${destination} port ${destinationPort}`,
    notes: [passedOn],
    isSilent: true,
  };
}

function isTimeoutNote(status: number | null): boolean {
  return status === 504 || status === 408;
}
