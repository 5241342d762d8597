import type { AttemptFacts } from '../../cases/case.ts';
import { statusText } from '../../evidence/evidence.ts';
import { contactAddresses, refusedForUe } from '../../evidence/terminating.ts';
import { isUplink } from '../../journal/esp-activity.ts';
import { framesOf, type SipNote } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** TS 24.229 §5.1.1.2.2: Contact has the IP address of the UE; TS 33.203 §7.1: the SAs belong to one address. */
export const contactElsewhere: RegistrationRule = {
  about: 'registration',
  id: 'G11',
  title: 'Contact is at another address than the SAs',
  term: 'wrong address in Contact, other /64, MT calls and SMS fail',
  evidence:
    'A UE that registers in ESP of transport mode from one address, and whose Contact names only others.',
  severity: 'warning',
  advice:
    'The UE must put the address into Contact that it sends from: the P-CSCF has SAs for that one only, so calls, messages and NOTIFY to another go nowhere. Look for a second address or /64 on the IMS bearer (RFC 8981 temporary addresses, a PDN connection that was set up again) and report it to the maker of the UE.',
  settle: 'Call the UE or send it an SMS while the capture runs: to which address does the P-CSCF send it?',
  check: subject => {
    if (subject.outcome !== 'registered') return null;
    const wrong = subject.attempts.map(wrongIn).find(found => found !== null);
    if (wrong === undefined) return null;
    const { request, named, ok } = wrong;
    const reached = subject.others.find(
      ({ message, protection }) =>
        message.method !== null && protection?.sa != null && !isUplink(protection.sa),
    );
    const [refused, final] = refusedForUe(subject, ok);
    const then =
      reached !== undefined
        ? ` The P-CSCF reaches the UE all the same (${reached.message.method}, frame ${reached.frame}).`
        : final === undefined
          ? ''
          : ` ${refused?.message.method} for the UE is refused with ${statusText(final)}.`;
    const shown = [...(subject.attempts[0]?.gm.requests.slice(0, 1) ?? []), request, ok];
    return {
      detail: `The UE registers from ${request.source} and names ${named.join(', ')} in Contact.${then}`,
      frames: framesOf([...shown, ...[refused, final, reached].filter(note => note !== undefined)]),
      confidence: reached === undefined ? 'likely' : 'possible',
      severity: reached === undefined ? 'warning' : 'note',
    };
  },
};

/** A protected REGISTER that was accepted, with the addresses of Contact if none is the one that it came from. */
function wrongIn({ attempt, gm, gmFinal }: AttemptFacts) {
  const request = gm.requests.find(({ protection }) => protection !== null && !protection.tunnel);
  if (request === undefined || gmFinal === null || attempt.outcome !== 'registered') return null;
  const named = contactAddresses(request);
  return named.length === 0 || named.includes(request.source)
    ? null
    : { request, named, ok: gmFinal as SipNote };
}
