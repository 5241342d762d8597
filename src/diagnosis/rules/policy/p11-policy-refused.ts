import type { CaptureFacts, Phone, RegistrationCase } from '../../cases/case.ts';
import { CLOCK_SLACK } from '../../cases/cx-by-user.ts';
import { notesBetween } from '../../cases/time-window.ts';
import { statusText } from '../../evidence/evidence.ts';
import {
  isRefused,
  type PolicyExchange,
  policyExchanges,
  policyResultText,
} from '../../evidence/policy/policy-exchanges.ts';
import { refusalsOf } from '../../evidence/refusals/refusals.ts';
import { isOfPcscf } from '../../evidence/refusals/sender.ts';
import type { PolicyNote } from '../../journal/access-notes.ts';
import { framesOf, type Moment, type SipNote, secondsBetween } from '../../journal/notes.ts';
import type { AccessRule, Hit } from '../rule.ts';

/** TS 29.214 §4.4.1, §4.4.5a and §5.5: a P-CSCF asks the PCRF about the signalling of a UE and the media of its calls. */
export const policyRefused: AccessRule = {
  about: 'access',
  id: 'P11',
  title: 'The PCRF refuses what the P-CSCF asks for, or does not answer',
  term: "AAR AAA 5065 IP-CAN_SESSION_NOT_AVAILABLE, 5063, 4261, 3002, Can't register to QoS for signalling, Rx",
  evidence:
    'An AA-Request of Rx about the address of a UE is answered with a failure or not at all, and then the P-CSCF refuses the REGISTER or INVITE with 400 or more. A note if SIP goes on all the same.',
  severity: 'error',
  advice:
    'Read the log of the PCRF at this time, and check the Diameter peers of the P-CSCF (Kamailio: kamcmd cdp.list_peers).',
  settle:
    'Read the log of the P-CSCF: which answer of Rx makes it refuse? To rule it out, switch Rx off (docker_open5gs: WITH_RX).',
  certain:
    'The PCRF refuses the request about this UE while the P-CSCF holds its REGISTER, and the capture shows that the P-CSCF itself refuses: it has Mw, but not this REGISTER.',
  check: (phone, subject) => {
    const failed = policyExchanges(notesOf(phone, subject)).filter(exchange => hasFailed(phone, exchange));
    let goesOn: Hit | null = null;
    for (const exchange of failed.slice(-LOOKED_AT).reverse()) {
      const hit =
        (subject === null ? null : ofRegister(subject, exchange)) ?? ofCall(phone, subject, exchange);
      if (hit !== null) return hit;
      if (subject === null || isDuring(subject, exchange)) goesOn ??= withoutEffect(exchange);
    }
    return goesOn;
  },
};

/** Exchanges that failed looked at of one phone, the last ones: one finding names one of them. */
const LOOKED_AT = 64;

/** Rx and Gx of a phone, or of one registration of it. */
function notesOf({ policy }: Phone, subject: RegistrationCase | null): readonly PolicyNote[] {
  if (subject === null) return policy;
  const { begin, anew } = subject;
  const from =
    begin === null ? null : { seconds: begin.seconds - CLOCK_SLACK, nanoseconds: begin.nanoseconds };
  return notesBetween(policy, from, anew);
}

function hasFailed({ capture }: Phone, exchange: PolicyExchange): boolean {
  const { application, command, request } = exchange;
  if (application !== 'Rx' || command !== 'AA' || request === null) return false;
  return (
    isRefused(exchange) || (exchange.answer === null && secondsBetween(request, capture.last) >= PATIENCE)
  );
}

/** Seconds after which an answer is missing: Diameter peers of P-CSCFs wait for five (Kamailio cdp). */
const PATIENCE = 5;

/** Seconds within which a P-CSCF refuses after an answer; without an answer its own timer comes first. */
const REACTION = 3;
const TIMER = 40;

/** The REGISTER was with the P-CSCF when it asked, and is refused after the answer. */
function ofRegister(subject: RegistrationCase, exchange: PolicyExchange): Hit | null {
  const { request } = exchange;
  const refusal = refusalsOf(subject).findLast(one => {
    const asked = one.attempt.request;
    return (
      one.status >= 400 &&
      asked !== null &&
      request !== null &&
      secondsBetween(asked, request) >= -CLOCK_SLACK &&
      follows(exchange, one.final) &&
      mayBeCharged(exchange, [asked.message.callId, ...passedOn(one.attempt)], subject.capture) &&
      one.attempt.mw.responses.every(({ status }) => (status ?? 0) < 300)
    );
  });
  if (refusal === undefined) return null;
  const { attempt, final, finals, overcome } = refusal;
  const isSure = isRefused(exchange) && isOfPcscf(subject, refusal);
  return {
    detail: `${exchangeText(exchange)} Then the REGISTER (CSeq ${attempt.attempt.cseq}) gets ${statusText(final)}.`,
    frames: framesOf([attempt.request, ...messagesOf(exchange), ...finals].filter(note => note !== null)),
    confidence: isSure ? 'certain' : 'likely',
    severity: overcome ? 'note' : 'error',
    ...wordsFor(exchange),
    ...(isSure ? { settle: null } : {}),
    explains: finals,
  };
}

/** The Call-IDs under which a P-CSCF that is a B2BUA passes a REGISTER on. */
function passedOn({ attempt }: RegistrationCase['attempts'][number]): string[] {
  return attempt.passedOnAs.map(({ callId }) => callId);
}

/** An INVITE or UPDATE of the phone, or to it, that is refused after the answer. */
function ofCall(
  { keys, capture }: Phone,
  subject: RegistrationCase | null,
  exchange: PolicyExchange,
): Hit | null {
  if (subject !== null && !isDuring(subject, exchange)) return null;
  const final = [...keys]
    .flatMap(key => capture.othersOf(key))
    .find(
      note =>
        (note.status ?? 0) >= 400 &&
        !OF_USERS.has(note.status ?? 0) &&
        MEDIA_METHODS.has(note.message.cseq?.method ?? '') &&
        follows(exchange, note) &&
        mayBeCharged(exchange, [note.message.callId], capture),
    );
  if (final === undefined) return null;
  return {
    detail: `${exchangeText(exchange)} Then the ${final.message.cseq?.method} gets ${statusText(final)}.`,
    frames: framesOf([...messagesOf(exchange), final]),
    confidence: 'likely',
    severity: 'warning',
    ...wordsFor(exchange),
    explains: [final],
  };
}

/** Statuses with which others refuse a call: for authentication, or because of the one who is called (RFC 3261 §21). */
const OF_USERS: ReadonlySet<number> = new Set([401, 404, 407, 480, 484, 486, 487, 600, 603, 604]);

/** Methods that offer or answer media (RFC 3264, RFC 3311, RFC 3262). */
const MEDIA_METHODS: ReadonlySet<string> = new Set(['INVITE', 'UPDATE', 'PRACK']);

function withoutEffect(exchange: PolicyExchange): Hit {
  return {
    detail: `${exchangeText(exchange)} The capture shows no refusal of SIP after it.`,
    frames: framesOf(messagesOf(exchange)),
    confidence: 'likely',
    severity: 'note',
    ...wordsFor(exchange),
  };
}

/** Does a response come soon after an answer, or, without one, after the time that a P-CSCF waits? */
function follows({ request, answer }: PolicyExchange, response: SipNote): boolean {
  const after: Moment | null = answer ?? request;
  if (after === null) return false;
  const seconds = secondsBetween(after, response);
  return seconds >= -CLOCK_SLACK && seconds <= (answer === null ? TIMER : REACTION);
}

/** Can the request be about these Call-IDs? Not if it has a charging identity, and they have others. */
function mayBeCharged(
  { request }: PolicyExchange,
  callIds: readonly (string | null)[],
  capture: CaptureFacts,
): boolean {
  const id = request?.chargingId ?? null;
  const ids = callIds.flatMap(callId => [...capture.chargingIdsOf(callId)]);
  return id === null || ids.length === 0 || ids.includes(id);
}

function isDuring({ begin, anew }: RegistrationCase, { request }: PolicyExchange): boolean {
  if (begin === null || request === null || secondsBetween(begin, request) < -CLOCK_SLACK) return false;
  return anew === null || secondsBetween(request, anew) > 0;
}

function messagesOf({ request, answer }: PolicyExchange): PolicyNote[] {
  return [request, answer].filter(note => note !== null);
}

function exchangeText({ request, answer }: PolicyExchange): string {
  const about = request?.addresses.join(', ') || request?.users[0] || 'the UE';
  const what = request?.hasMedia === true ? 'media' : 'signalling';
  const end = answer === null ? 'gets no answer' : `is answered with ${policyResultText(answer)}`;
  return `The AAR of the P-CSCF for the ${what} of ${about} (Rx) ${end}.`;
}

function wordsFor({ answer }: PolicyExchange): { title: string; advice?: string } {
  if (answer === null)
    return {
      title: 'The PCRF does not answer the P-CSCF (Rx)',
      advice:
        'Check that the PCRF runs and that the Diameter peer on Rx is open at both ends, that realm and host of the PCRF match, and that a Diameter agent between them has a route for application 16777236.',
    };
  const title = `The PCRF refuses the request of the P-CSCF with ${policyResultText(answer)} (Rx)`;
  const advice = answer.result === null ? undefined : ADVICE.get(answer.result);
  return advice === undefined ? { title } : { title, advice };
}

/** By result (TS 29.214 §5.5, RFC 6733 §7.1). */
const ADVICE: ReadonlyMap<number, string> = new Map([
  [
    5065,
    'The PCRF has no IP-CAN session with this UE address: check that the gateway opened one on Gx (CCR-I) at the same PCRF, for the same address and APN or domain, and that no NAT changes the address on the way to the P-CSCF.',
  ],
  [
    5063,
    'The policy does not allow this service: look at the subscription of the UE in the PCRF, and at the media and AF application that the AAR names.',
  ],
  [5061, 'The PCRF does not accept the media of the AAR: compare Media-Component-Description with the SDP.'],
  [5062, 'The PCRF does not take the flow descriptions of the AAR: compare them with TS 29.214 §5.3.8.'],
  [
    5064,
    'The PCRF has another Rx session for the same flows: the P-CSCF did not end it (STR) after an earlier registration or call.',
  ],
  [
    4261,
    'The PCRF refuses for now: it is overloaded, or the cell of the UE is congested. Try again, and read its log.',
  ],
  [
    3002,
    'No Diameter agent or peer can deliver the request: is the PCRF connected, and do realm and host match?',
  ],
  [3003, 'The realm of the AAR is served by nobody: compare Destination-Realm with the realm of the PCRF.'],
  [3007, 'The peer does not support Rx: compare the applications in the capabilities exchange (CER, CEA).'],
  [
    5012,
    'The PCRF is unable to comply: read its log. In Open5GS it often does not know the UE address or its media profile.',
  ],
  [5005, 'The PCRF misses an AVP in the AAR: it names it in Failed-AVP.'],
]);
