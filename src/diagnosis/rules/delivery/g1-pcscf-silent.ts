import { PROTOCOL } from '../../../net/packet/datagram.ts';
import type { RegistrationCase } from '../../cases/case.ts';
import { ANSWER_TIME, isProtected, pcscfAddressesOf, secondsLeft } from '../../evidence/evidence.ts';
import { refusedSyns } from '../../evidence/silence/connections.ts';
import { icmpRefusal, isSince, refusalText } from '../../evidence/silence/icmp-refusal.ts';
import { type NamedCause, registerRefused } from '../../evidence/silence/refusal-text.ts';
import { signsOfPcscf } from '../../evidence/silence/signs-of-life.ts';
import {
  framesOf,
  inFrameOrder,
  isAfter,
  type Moment,
  type SipNote,
  secondsBetween,
  secondsText,
  type TcpNote,
} from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/** RFC 3261 §17.1.2.2: over UDP a UE repeats a request without a response, and gives up after 64 · T1. */
export const pcscfSilent: RegistrationRule = {
  about: 'registration',
  id: 'G1',
  title: 'The P-CSCF does not answer the REGISTER',
  term: 'REGISTER retransmitted, no 100 Trying, P-CSCF unreachable',
  evidence:
    'Unprotected REGISTERs of the UE get no response on Gm, not even a 100. The capture goes on for at least 10 s, or the UE starts a new registration. An ICMP error about the REGISTER, or a RST that answers the SYN for it, proves the cause. A warning where the REGISTER was refused so at first and taken later.',
  severity: 'error',
  advice:
    'First check the address: is it the P-CSCF (DNS; the PCO from the SMF or PGW; Open5GS: p-cscf in smf.yaml)? Then check at the P-CSCF that it listens on this port and transport (ss -lnp), that it has a route back to the UE, and that no firewall drops the packets.',
  settle:
    'Capture at the P-CSCF on all interfaces: does the REGISTER arrive, and on which interface does the answer leave?',
  certain:
    'An ICMP error quotes the REGISTER (or a RST answers its connection) and says that nothing took it, and no response comes.',
  check: subject => {
    const { attempts, next, capture } = subject;
    const requests = attempts.flatMap(({ gm }) => gm.requests);
    const [first] = requests;
    const last = requests.at(-1);
    if (first === undefined || last === undefined) return null;
    const answer = attempts.flatMap(({ gm }) => gm.responses)[0];
    if (answer !== undefined) return refusedAtFirst(subject, requests, answer);
    if (attempts.some(isProtected)) return null;
    // A response on Mw shows that the P-CSCF forwarded the REGISTER.
    const mw = attempts.flatMap(one => [...one.mw.requests, ...one.mw.responses]);
    const left = secondsLeft(subject, first);
    if (mw.some(({ message }) => message.status !== null)) return null;
    const refusal = refusalOf(subject, requests);
    if (refusal !== null) return refusedHit(subject, requests, refusal);
    if ((next === null && left < ANSWER_TIME) || signsOfPcscf(subject, first).length > 0) return null;
    const span = requests.length === 1 ? '' : ` within ${secondsText(secondsBetween(first, last))}`;
    const passedOn = mw[0];
    const { destination, destinationPort, transport } = first;
    const closing = closingOf(subject, requests);
    return {
      detail: `The UE sends ${requests.length} ${requests.length === 1 ? 'REGISTER' : 'REGISTERs'} to ${destination} port ${destinationPort} over ${transport.toUpperCase()}${span} and gets no response. ${
        passedOn === undefined
          ? 'The capture shows none of them forwarded to another CSCF.'
          : `The P-CSCF forwards it to ${passedOn.destination} port ${passedOn.destinationPort}, which does not answer either.`
      }${closing === null ? '' : ` It closes the connection with ${closing.kind.toUpperCase()} (frame ${closing.frame}).`}`,
      frames: framesOf([
        ...requests.slice(0, 8),
        ...(passedOn === undefined ? [] : [passedOn]),
        ...(closing === null ? [] : [closing]),
      ]),
      confidence: capture.gaps > 0 ? 'possible' : 'likely',
      severity: capture.gaps > 0 ? 'warning' : 'error',
      ...(closing === null ? {} : CLOSED),
      ...(passedOn === undefined ? {} : { title: 'Neither the P-CSCF nor the CSCF behind it answers' }),
    };
  },
};

const CLOSED = {
  title: 'The P-CSCF closes the TCP connection of the REGISTER without a response',
  advice:
    'The P-CSCF is there and takes connections, so read its log at this moment: does its process crash, is the message larger than it allows, does it expect TLS on this port, is the address of the UE on a list of blocked ones?',
};

/** The end of the connection of a REGISTER over TCP that the P-CSCF makes instead of a response; null without. */
function closingOf(subject: RegistrationCase, requests: readonly SipNote[]): TcpNote | null {
  const request = requests.at(-1) as SipNote;
  if (request.transport !== 'tcp') return null;
  const isClosing = (note: TcpNote) =>
    (note.kind === 'rst' || note.kind === 'fin') &&
    note.protection === null &&
    note.source === request.destination &&
    note.sourcePort === request.destinationPort &&
    note.destinationPort === request.sourcePort;
  return subject.tcp.find(note => isClosing(note) && isWithin(request, note)) ?? null;
}

/** While the transaction lasts: 64 · T1 (RFC 3261 §17.1.2.2). */
function isWithin(from: Moment, note: Moment): boolean {
  const seconds = secondsBetween(from, note);
  return seconds >= 0 && seconds <= 32;
}

/**
 * What the P-CSCF, or a node on the way, refused before the first response of a registration that went on: REGISTERs,
 * or TCP connections to the port of the REGISTERs. Not after a registration that was never answered: G1 of that one says
 * it. A UE that was refused over TCP and went on over UDP is no fault.
 */
function refusedAtFirst(subject: RegistrationCase, all: readonly SipNote[], answer: SipNote): Hit | null {
  const { previous, capture } = subject;
  if (previous?.attempts.every(({ gm }) => gm.responses.length === 0)) return null;
  const requests = all.filter(note => note.protection === null);
  const [first] = requests;
  if (first === undefined) return null;
  const from = previous?.attempts.at(-1)?.final ?? capture.first;
  const ports = new Set(requests.map(({ destinationPort }) => destinationPort));
  const pcscf = pcscfAddressesOf(subject);
  const isInTime = (note: Moment) => isSince(note, from) && isAfter(answer, note);
  const icmp = icmpRefusal(
    capture,
    subject.ueAddresses,
    pcscf,
    error =>
      isInTime(error) &&
      ports.has(error.quoted.destinationPort) &&
      error.reason !== 'too-big' &&
      error.reason !== 'reassembly',
  );
  const refused = refusedSyns(capture.tcp).filter(
    ({ syn, rst }) =>
      syn.protection === null &&
      subject.ueAddresses.has(syn.source) &&
      pcscf.has(syn.destination) &&
      ports.has(syn.destinationPort) &&
      isInTime(rst),
  );
  if (icmp === null && refused.length === 0) return null;
  const port = icmp?.errors[0]?.quoted.destinationPort ?? refused[0]?.syn.destinationPort;
  const isTcp = icmp === null || icmp.errors[0]?.quoted.protocol === PROTOCOL.TCP;
  const said =
    icmp === null ? `${refused[0]?.rst.source} answers SYNs to port ${port} with RST` : refusalText(icmp);
  const isOtherWay = isTcp && requests.every(({ transport }) => transport !== 'tcp');
  return {
    ...(icmp === null
      ? { title: `The P-CSCF refuses TCP on port ${port} at first` }
      : { title: `${registerRefused(icmp, `${isTcp ? 'TCP' : 'UDP'} port ${port}`).title} at first` }),
    detail: `Before the first response (frame ${answer.frame}) ${said}.${isOtherWay ? ' The UE then goes on over UDP.' : ' Later the REGISTER is taken.'}`,
    advice:
      'Find out whether the P-CSCF (or its host, or a firewall) was started or changed at that moment: its log, systemctl status, docker ps. Until then no UE could register.',
    frames: inFrameOrder(
      framesOf([
        ...(icmp?.frames ?? []).slice(0, 6),
        ...refused.flatMap(({ syn, rst }) => [syn, rst]).slice(0, 6),
        answer,
      ]),
    ),
    confidence: 'certain',
    severity: isOtherWay ? 'note' : 'warning',
    settle: null,
  };
}

/** What refuses the REGISTERs, with the packets that show it. */
interface Refusal extends NamedCause {
  readonly text: string;
  readonly frames: Hit['frames'];
}

/** An ICMP error about one of the REGISTERs; otherwise a RST that answers the SYN of a connection to their port. */
function refusalOf(subject: RegistrationCase, requests: readonly SipNote[]): Refusal | null {
  const [first] = requests as [SipNote];
  const ports = new Set(requests.map(({ destinationPort }) => destinationPort));
  const pcscf = pcscfAddressesOf(subject);
  const until = subject.next?.attempts[0]?.request ?? subject.capture.last;
  const icmp = icmpRefusal(
    subject.capture,
    subject.ueAddresses,
    pcscf,
    error => isSince(error, first) && isSince(until, error) && ports.has(error.quoted.destinationPort),
  );
  const refused = refusedSyns(subject.tcp).filter(
    ({ syn }) => syn.protection === null && pcscf.has(syn.destination) && ports.has(syn.destinationPort),
  );
  const rsts = refused.map(({ rst }) => rst);
  const { destination, destinationPort, transport } = first;
  if (icmp !== null)
    return {
      ...registerRefused(icmp, `${transport.toUpperCase()} port ${destinationPort}`),
      text: `${refusalText(icmp)}${rsts.length === 0 ? '' : ', and TCP to it with RST'}`,
      frames: framesOf([...icmp.frames, ...rsts]),
    };
  if (rsts.length === 0) return null;
  return {
    title: `The P-CSCF refuses TCP on port ${destinationPort}`,
    advice: `Start the P-CSCF, or make it listen on TCP port ${destinationPort} of ${destination} (ss -ltnp). If this is not its address, correct it in DNS or in the PCO.`,
    text: `${destination} answers TCP connections to port ${destinationPort} with RST`,
    frames: framesOf(rsts),
  };
}

/**
 * Certain: the error quotes the REGISTER (or the RST answers its connection), says that nobody took it, and no
 * response comes. What the network lost besides cannot have been an answer to it.
 */
function refusedHit(
  { next }: RegistrationCase,
  requests: readonly SipNote[],
  { text, frames, ...cause }: Refusal,
): Hit {
  const later = next?.attempts.flatMap(({ gm }) => gm.responses)[0];
  const then = later === undefined ? '' : ` A later registration is answered (frame ${later.frame}).`;
  return {
    ...cause,
    detail: `The UE sends ${requests.length} ${requests.length === 1 ? 'REGISTER' : 'REGISTERs'} and gets no response. ${text}.${then}`,
    frames: inFrameOrder(framesOf([...requests.slice(0, 6), ...frames.slice(0, 6)])),
    confidence: 'certain',
    settle: null,
  };
}
