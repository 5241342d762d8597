import { ANSWER_TIME, isProtected, secondsLeft } from '../../evidence/evidence.ts';
import { framesOf, secondsBetween, secondsText } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** RFC 3261 §17.1.2.2: over UDP a UE repeats a request without a response, and gives up after 64 · T1. */
export const pcscfSilent: RegistrationRule = {
  about: 'registration',
  id: 'G1',
  title: 'The P-CSCF does not answer the REGISTER',
  term: 'REGISTER retransmitted, no 100 Trying, P-CSCF unreachable',
  evidence:
    'Unprotected REGISTERs of the UE get no response on Gm, not even a 100. The capture goes on for at least 10 s, or the UE starts a new registration.',
  severity: 'error',
  advice:
    'First check the address: is it the P-CSCF (DNS; the PCO from the SMF or PGW; Open5GS: p-cscf in smf.yaml)? Then check at the P-CSCF that it listens on this port and transport (ss -lnp), that it has a route back to the UE, and that no firewall drops the packets.',
  settle:
    'Capture at the P-CSCF on all interfaces: does the REGISTER arrive, and on which interface does the answer leave?',
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
    if ((next === null && left < ANSWER_TIME) || mw.some(({ message }) => message.status !== null))
      return null;
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
