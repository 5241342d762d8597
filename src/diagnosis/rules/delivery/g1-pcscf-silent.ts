import { ANSWER_TIME, isProtected, secondsLeft } from '../../evidence/evidence.ts';
import { framesOf, secondsBetween, secondsText } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** RFC 3261 §17.1.2.2: a UE repeats over UDP what gets no response, and gives up after 64 · T1. */
export const pcscfSilent: RegistrationRule = {
  about: 'registration',
  id: 'G1',
  title: 'The P-CSCF does not answer the REGISTER',
  term: 'REGISTER retransmitted, no 100 Trying, P-CSCF unreachable',
  evidence:
    'REGISTERs of the UE in the clear without any response on Gm, not even a 100, although the capture goes on for 10 s or the UE begins anew.',
  severity: 'error',
  advice:
    'See that the address is that of the P-CSCF (DNS, and what SMF or PGW gives the UE in the PCO; Open5GS: p-cscf in smf.yaml), that the P-CSCF listens there on this port and transport (ss -lnp), that it has a route back to the address of the UE, and that no firewall drops it.',
  settle:
    'A capture at the P-CSCF on all interfaces: does the REGISTER arrive, and by which interface does the answer leave?',
  check: subject => {
    const { attempts, next, capture } = subject;
    const requests = attempts.flatMap(({ gm }) => gm.requests);
    const [first] = requests;
    const last = requests.at(-1);
    if (first === undefined || last === undefined) return null;
    if (attempts.some(one => isProtected(one) || one.gm.responses.length > 0)) return null;
    // A response on Mw, or a REGISTER that the P-CSCF passes on, shows that it has not been silent.
    const mw = attempts.flatMap(one => [...one.mw.requests, ...one.mw.responses]);
    const left = secondsLeft(subject, first);
    if ((next === null && left < ANSWER_TIME) || mw.some(({ message }) => message.status !== null))
      return null;
    const span = requests.length === 1 ? '' : ` within ${secondsText(secondsBetween(first, last))}`;
    const passedOn = mw[0];
    const { destination, destinationPort, transport } = first;
    return {
      detail: `${requests.length} ${requests.length === 1 ? 'REGISTER' : 'REGISTERs'} to ${destination} port ${destinationPort} over ${transport.toUpperCase()}${span}, and no response to the UE. ${
        passedOn === undefined
          ? 'None is seen to go on to another CSCF.'
          : `The P-CSCF passes it on to ${passedOn.destination} port ${passedOn.destinationPort}, which does not answer either.`
      }`,
      frames: framesOf([...requests.slice(0, 8), ...(passedOn === undefined ? [] : [passedOn])]),
      confidence: capture.gaps > 0 ? 'possible' : 'likely',
      severity: capture.gaps > 0 ? 'warning' : 'error',
      ...(passedOn === undefined ? {} : { title: 'Neither the P-CSCF nor the CSCF behind it answers' }),
    };
  },
};
