import { statusText } from '../../evidence/evidence.ts';
import { framesOf, isAfter, type SipNote } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * https://github.com/herlesupreeth/Kamailio_IMS_Config/issues/4: the SAs are removed with the contact, before the 200
 * is sent. TS 24.229 §5.1.1.6: the UE ignores an unprotected response to a protected request.
 */
export const okUnprotected: RegistrationRule = {
  about: 'registration',
  id: 'R17',
  title: 'The 200 to a protected REGISTER leaves unprotected',
  term: 'de-registration 200 OK outside IPsec, SA destroyed before reply',
  evidence: 'A REGISTER in ESP, usually with Expires 0, gets its 2xx unprotected.',
  severity: 'error',
  advice:
    'Make the P-CSCF send the 200 before it removes the SAs (Kamailio: destroy the tunnel in the reply route after ipsec_forward, or with a delay).',
  settle: null,
  certain: 'The REGISTER in ESP and its 2xx outside ESP are both in the capture, and no protected one.',
  check: ({ attempts }) => {
    for (const { attempt, gm } of attempts) {
      const asked = gm.requests.find(({ protection }) => protection !== null);
      const oks = gm.responses.filter(({ message }) => Math.floor((message.status ?? 0) / 100) === 2);
      const [clear] = oks;
      if (asked === undefined || clear === undefined || oks.some(({ protection }) => protection !== null))
        continue;
      const again = gm.requests.filter(note => isAfter(note, clear));
      const isEnd = attempt.outcome === 'deregistered';
      const what = isEnd ? 'The de-registration' : 'The REGISTER';
      const then =
        again.length > 0
          ? `The UE repeats the REGISTER ${timesText(again)}`
          : 'The UE does not repeat the REGISTER';
      return {
        title: isEnd
          ? 'The 200 to the de-registration leaves unprotected'
          : 'The 200 to a protected REGISTER leaves unprotected',
        detail: `${what} came in ESP, but its ${statusText(clear)} goes unprotected from port ${clear.sourcePort} to port ${clear.destinationPort}. ${then}.`,
        frames: framesOf([asked, clear, ...again]),
        confidence: 'certain',
        severity: again.length > 0 ? 'error' : 'warning',
      };
    }
    return null;
  },
};

function timesText({ length }: readonly SipNote[]): string {
  return length === 1 ? 'once' : `${length} times`;
}
