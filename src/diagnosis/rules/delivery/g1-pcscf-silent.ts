import type { RegistrationCase } from '../../cases/case.ts';
import { ANSWER_TIME, isProtected, pcscfAddressesOf, secondsLeft } from '../../evidence/evidence.ts';
import { refusedSyns } from '../../evidence/silence/connections.ts';
import { icmpRefusal, isSince, refusalText } from '../../evidence/silence/icmp-refusal.ts';
import { type NamedCause, registerRefused } from '../../evidence/silence/refusal-text.ts';
import { signsOfPcscf } from '../../evidence/silence/signs-of-life.ts';
import { framesOf, inFrameOrder, type SipNote, secondsBetween, secondsText } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/** RFC 3261 §17.1.2.2: over UDP a UE repeats a request without a response, and gives up after 64 · T1. */
export const pcscfSilent: RegistrationRule = {
  about: 'registration',
  id: 'G1',
  title: 'The P-CSCF does not answer the REGISTER',
  term: 'REGISTER retransmitted, no 100 Trying, P-CSCF unreachable',
  evidence:
    'Unprotected REGISTERs of the UE get no response on Gm, not even a 100. The capture goes on for at least 10 s, or the UE starts a new registration. An ICMP error about the REGISTER, or a RST that answers the SYN for it, proves the cause.',
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
    if (attempts.some(one => isProtected(one) || one.gm.responses.length > 0)) return null;
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
    return {
      detail: `The UE sends ${requests.length} ${requests.length === 1 ? 'REGISTER' : 'REGISTERs'} to ${destination} port ${destinationPort} over ${transport.toUpperCase()}${span} and gets no response. ${
        passedOn === undefined
          ? 'The capture shows none of them forwarded to another CSCF.'
          : `The P-CSCF forwards it to ${passedOn.destination} port ${passedOn.destinationPort}, which does not answer either.`
      }`,
      frames: framesOf([...requests.slice(0, 8), ...(passedOn === undefined ? [] : [passedOn])]),
      confidence: capture.gaps > 0 ? 'possible' : 'likely',
      severity: capture.gaps > 0 ? 'warning' : 'error',
      ...(passedOn === undefined ? {} : { title: 'Neither the P-CSCF nor the CSCF behind it answers' }),
    };
  },
};

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
