import type { RegistrationCase, SetFacts } from '../../cases/case.ts';
import { kamailioVersion, serversOf } from '../../evidence/products.ts';
import { synsOf } from '../../evidence/silence/unanswered-esp.ts';
import { framesOf, type PacketNote } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** https://github.com/kamailio/kamailio/issues/3513: Kamailio 5.7.0 and 5.7.1 write port-s into port-c and the reverse. */
export const portsSwapped: RegistrationRule = {
  about: 'registration',
  id: 'R21',
  title: 'port-c and port-s of the P-CSCF are swapped',
  term: 'Security-Server ports swapped, Kamailio 5.7.0',
  evidence:
    'The first ESP of the UE goes to port-c of Security-Server; or Security-Server has the usual ports of Kamailio configurations (51xx for port-c, 61xx for port-s) the other way round, and the UE is not answered.',
  severity: 'error',
  advice: 'Update Kamailio to 5.7.2 or later, or exchange the port options of ims_ipsec_pcscf.',
  settle:
    '`ip xfrm policy` at the P-CSCF: the policy of the SA with spi-s must have port-s of Security-Server.',
  check: subject => {
    const set = subject.sets.at(-1);
    if (set === undefined || set.challenged?.gmFinal == null) return null;
    const { portC, portS } = set.set.pcscf;
    const first = firstOfUe(subject, set);
    const isOk = subject.outcome === 'registered' || subject.outcome === 'deregistered';
    const notice = set.challenged.gmFinal;
    if (first !== null && first.destinationPort === portC && portC !== portS)
      return {
        detail: `Security-Server says port-c=${portC}, port-s=${portS}; the first ESP of the UE goes to port ${first.destinationPort} of the P-CSCF, its client port.`,
        frames: framesOf([notice, first]),
        confidence: 'certain',
        severity: isOk ? 'note' : 'error',
      };
    const isUnusual = Math.floor(portC / 100) === 61 && Math.floor(portS / 100) === 51;
    if (!isUnusual || isOk) return null;
    const version = kamailioVersion(serversOf(subject));
    const isKnown = version?.major === 5 && version.minor === 7;
    return {
      detail: `Security-Server says port-c=${portC}, port-s=${portS}; Kamailio configurations mostly have 51xx for port-c and 61xx for port-s.${isKnown ? ' Server says Kamailio 5.7.' : ''}`,
      frames: framesOf([notice]),
      confidence: isKnown ? 'likely' : 'possible',
    };
  },
};

/** The first packet of the UE in the SA to the server port, as far as it could be read. */
function firstOfUe(subject: RegistrationCase, facts: SetFacts): PacketNote | null {
  const isFirst = ({ protection }: PacketNote) =>
    protection?.sa?.set === facts.set && protection.sa.name === 'uc->ps';
  return synsOf(subject, facts).find(isFirst) ?? facts.answer?.gm.requests.find(isFirst) ?? null;
}
