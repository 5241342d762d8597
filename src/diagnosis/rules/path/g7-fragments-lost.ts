import type { IncompleteDatagram } from '../../../net/ip/fragmented-datagram.ts';
import { PROTOCOL } from '../../../net/packet/datagram.ts';
import type { RegistrationCase } from '../../cases/case.ts';
import { notesDuring } from '../../cases/time-window.ts';
import { downlinkOf, pcscfAddressesOf } from '../../evidence/evidence.ts';
import { icmpRefusal, isSince, refusalText } from '../../evidence/silence/icmp-refusal.ts';
import {
  framesOf,
  inFrameOrder,
  isAfter,
  type Moment,
  secondsBetween,
  secondsText,
} from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/** So often within the transaction timer of 32 s (RFC 3261 §17.1.2.2) it is one message sent again and again. */
const REPEATED = 3;
const TRANSACTION = 32;

/**
 * RFC 3261 §18.1.1: a request of more than 1300 octets goes over TCP, or it comes in fragments. ESP makes packets
 * larger: the REGISTER that fits in the clear may not fit in ESP.
 */
export const fragmentsLost: RegistrationRule = {
  about: 'registration',
  id: 'G7',
  title: 'Fragments between UE and P-CSCF are lost',
  term: 'IP fragments dropped, MTU, large REGISTER over UDP',
  evidence:
    'Datagrams between UE and P-CSCF of which some fragments are in the capture and others never are, and no answer comes to them. An ICMP error of the receiver about the missing fragments proves it.',
  severity: 'error',
  advice:
    'Keep the packets below the MTU: let the UE use TCP for requests over 1300 octets (RFC 3261 §18.1.1), shorten the REGISTER (fewer Security-Client mechanisms), or lower the MTU of the bearer. Let fragments of ESP (IP protocol 50) and UDP pass: firewalls and NATs often drop all but the first.',
  settle:
    'Capture at the sender and at the receiver at once: where do the fragments end? A capture filter by port or SPI drops them too: capture with "ip proto 50 or ip[6:2] & 0x1fff != 0".',
  certain: 'The receiver says with ICMP that it waited for the other fragments in vain.',
  check: subject => {
    const lost = lostOf(subject);
    return fromUe(subject, lost) ?? repeated(subject, lost);
  },
};

/** The incomplete datagrams between the ends of a registration while it goes on, in order of time. */
function lostOf(subject: RegistrationCase): IncompleteDatagram[] {
  const ends = pcscfAddressesOf(subject);
  const own = subject.capture.incomplete.filter(
    ({ source, destination }) =>
      (subject.ueAddresses.has(source) && ends.has(destination)) ||
      (subject.ueAddresses.has(destination) && ends.has(source)),
  );
  own.sort((a, b) => secondsBetween(b, a));
  return [...notesDuring(subject, own)];
}

/** What the UE sent after the 401 in vain, before any ESP came back. */
function fromUe(subject: RegistrationCase, lost: readonly IncompleteDatagram[]): Hit | null {
  const facts = subject.sets.findLast(({ challenged }) => challenged?.gmFinal != null);
  const challenge = facts?.challenged?.gmFinal ?? null;
  if (facts === undefined || challenge === null) return null;
  const answered =
    downlinkOf(facts)
      .map(({ first }) => first)
      .sort((a, b) => secondsBetween(b, a))[0] ?? null;
  const inVain = lost.filter(
    one =>
      subject.ueAddresses.has(one.source) &&
      isAfter(one, challenge) &&
      (answered === null || isAfter(answered, one)),
  );
  if (inVain.length === 0) return null;
  const refusal = icmpRefusal(
    subject.capture,
    subject.ueAddresses,
    pcscfAddressesOf(subject),
    error => error.reason === 'reassembly' && isSince(error, challenge),
  );
  const isOk = subject.outcome === 'registered' || subject.outcome === 'deregistered';
  const later = isOk ? laterSuccess(subject, inVain.at(-1) as Moment) : null;
  return {
    title: `Fragments of ${contentOf(inVain)} from the UE are lost`,
    detail: `${piecesText(inVain)} from the UE to the P-CSCF, ${inVain.length === 1 ? 'once' : `${inVain.length} times in ${secondsText(secondsBetween(inVain[0] as Moment, inVain.at(-1) as Moment))}`}, ${refusal === null ? 'and nothing comes back to them' : `and ${refusalText(refusal)}`}.${later === null ? '' : ` ${later.text}`}`,
    frames: inFrameOrder(
      framesOf([...inVain.slice(0, 6), ...(refusal?.frames.slice(0, 4) ?? []), ...(later?.frames ?? [])]),
    ),
    confidence: refusal !== null ? 'certain' : inVain.length > 1 || later !== null ? 'likely' : 'possible',
    ...(refusal === null ? {} : { settle: null }),
    severity: isOk ? 'warning' : 'error',
  };
}

/** One message that is sent again and again in fragments which never become whole, in either direction. */
function repeated(subject: RegistrationCase, lost: readonly IncompleteDatagram[]): Hit | null {
  for (const fromUe of [true, false]) {
    const own = lost.filter(({ source }) => subject.ueAddresses.has(source) === fromUe);
    const start = own.findIndex(
      (one, i) =>
        i + REPEATED <= own.length && secondsBetween(one, own[i + REPEATED - 1] as Moment) <= TRANSACTION,
    );
    if (start < 0) continue;
    const group = own.slice(start).filter(one => secondsBetween(own[start] as Moment, one) <= TRANSACTION);
    return {
      title: `Fragments of ${contentOf(group)} ${fromUe ? 'from' : 'to'} the UE are lost`,
      detail: `${piecesText(group)} ${fromUe ? 'from the UE to the P-CSCF' : 'from the P-CSCF to the UE'}, ${group.length} times in ${secondsText(secondsBetween(group[0] as Moment, group.at(-1) as Moment))}.`,
      frames: framesOf(group),
      confidence: 'possible',
      severity: 'warning',
    };
  }
  return null;
}

/** The REGISTER that was accepted after the loss, over TCP as a rule. */
function laterSuccess({ attempts }: RegistrationCase, from: Moment) {
  const accepted = attempts.find(({ attempt, final }) => attempt.outcome === 'registered' && final !== null);
  const request = accepted?.gm.requests.at(-1) ?? null;
  const final = accepted?.final ?? null;
  if (request === null || final === null || !isAfter(request, from)) return null;
  return {
    text: `Then the UE registers over ${request.transport.toUpperCase()} (frame ${final.frame}).`,
    frames: [request, final],
  };
}

/** `Only the first fragment (1432 octets) of ESP arrives`, or what else is missing. */
function piecesText(lost: readonly IncompleteDatagram[]): string {
  const { received, total } = lost[0] as IncompleteDatagram;
  const largest = lost.reduce((most, one) => Math.max(most, one.received), received);
  const size = total < 0 ? `${largest} octets` : `${received} of ${total} octets`;
  const what = contentOf(lost);
  if (lost.every(({ hasFirst, hasLast }) => hasFirst && !hasLast))
    return `Only the first fragments (${size}) of ${what} are in the capture`;
  if (lost.every(({ hasFirst }) => !hasFirst))
    return `Only later fragments (${size}) of ${what}, not the first, are in the capture`;
  return `Not all fragments (${size}) of ${what} are in the capture`;
}

function contentOf([first]: readonly IncompleteDatagram[]): string {
  const protocol = first?.protocol;
  if (protocol === PROTOCOL.ESP) return 'ESP';
  return protocol === PROTOCOL.UDP ? 'UDP' : protocol === PROTOCOL.TCP ? 'TCP' : `IP protocol ${protocol}`;
}
