import type { SaSet } from '../../../model/security-association.ts';
import type { AttemptFacts } from '../../cases/case.ts';
import { framesOf, type SipNote } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

const DEFAULT_PORT = 5060;

/**
 * TS 24.229 §5.1.1.2.2: Contact of a protected REGISTER has the protected server port, and over UDP Via as well.
 * https://github.com/DoubangoTelecom/doubango/issues/343; phhusson/ims 4d0ee46 ("the port in the Contact is our server
 * port").
 */
export const contactNotPortS: RegistrationRule = {
  about: 'registration',
  id: 'R32',
  title: 'Contact or Via of the protected REGISTER does not have port-s of the UE',
  term: 'wrong Contact port, terminating calls and SMS fail',
  evidence:
    'The Contact of a REGISTER in ESP (or over UDP its topmost Via) has a port that is not port-s of Security-Client.',
  severity: 'warning',
  advice:
    'Make the UE put its protected server port (port-s) into Contact and Via: the P-CSCF sends calls, messages and NOTIFY there, and no other port has an SA.',
  settle: 'Capture a call or an SMS to the UE: does the P-CSCF send it in ESP to port-s?',
  certain: 'The header fields are in the capture, and so is a request that reaches port-s.',
  check: subject => {
    for (const attempt of subject.attempts) {
      const wrong = wrongIn(attempt);
      if (wrong === null) continue;
      const { request, set, headers } = wrong;
      const reached = subject.others.find(note => isRequestInSa(note, set));
      return {
        detail: `port-s of the UE is ${set.ue.portS}, but the protected REGISTER has ${headers.join(' and ')}.${
          reached === undefined ? '' : ` The P-CSCF reaches port-s anyway (${reached.message.method}).`
        }`,
        frames: framesOf([request, ...(reached === undefined ? [] : [reached])]),
        confidence: reached === undefined ? 'likely' : 'certain',
        severity: reached === undefined ? 'warning' : 'note',
      };
    }
    return null;
  },
};

function wrongIn({ attempt, gm, securityClient }: AttemptFacts) {
  const set = attempt.protectedBy;
  const request = gm.requests.find(({ protection }) => protection !== null);
  if (set === null || request === undefined || set.ue.portS === 0 || attempt.expires === 0) return null;
  if (request.protection?.tunnel === true) return null;
  // A re-REGISTER offers the port-s of the next set, which may differ.
  const fits = [set.ue.portS, ...securityClient.map(({ portS }) => portS)];
  const headers = [...contactText(request, fits), ...viaText(request, fits)];
  return headers.length === 0 ? null : { request, set, headers };
}

function contactText({ message }: SipNote, fits: readonly (number | null)[]): string[] {
  const ports = message.contacts.flatMap(({ address }) =>
    address === null ? [] : [address.port ?? DEFAULT_PORT],
  );
  return ports.length === 0 || ports.some(port => fits.includes(port)) ? [] : [`port ${ports[0]} in Contact`];
}

function viaText({ message, transport }: SipNote, fits: readonly (number | null)[]): string[] {
  const { via } = message;
  if (transport !== 'udp' || via === null) return [];
  const port = via.port ?? DEFAULT_PORT;
  return fits.includes(port) ? [] : [`port ${port} in Via`];
}

function isRequestInSa({ message, protection }: SipNote, set: SaSet): boolean {
  const sa = protection?.sa ?? null;
  return message.method !== null && sa !== null && sa.set === set && sa.name === 'pc->us';
}
