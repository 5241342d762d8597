import type { RegistrationCase, SetFacts } from '../../cases/case.ts';
import { kamailioVersion, serversOf } from '../../evidence/products.ts';
import { synsOf } from '../../evidence/silence/unanswered-esp.ts';
import { framesOf, type PacketNote } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** https://github.com/kamailio/kamailio/issues/3513: Kamailio 5.7.0 and 5.7.1 swap port-c and port-s. */
export const portsSwapped: RegistrationRule = {
  about: 'registration',
  id: 'R21',
  title: 'port-c and port-s of the P-CSCF are swapped',
  term: 'Security-Server ports swapped, Kamailio 5.7.0',
  evidence:
    'The first ESP of the UE goes to port-c of Security-Server. Or Security-Server has the usual ports of Kamailio (51xx for port-c, 61xx for port-s) the other way round, and the UE gets no answer.',
  severity: 'error',
  advice: 'Update Kamailio to 5.7.2 or later, or swap the port options of ims_ipsec_pcscf.',
  settle:
    'Run `ip xfrm policy` at the P-CSCF: does the policy of the SA with spi-s have port-s of Security-Server?',
  certain: 'The first ESP of the UE after the 401 is decrypted and goes to port-c.',
  check: subject => {
    const set = subject.sets.at(-1);
    if (set === undefined || set.challenged?.gmFinal == null) return null;
    const { portC, portS } = set.set.pcscf;
    const first = firstOfUe(subject, set);
    const isOk = subject.outcome === 'registered' || subject.outcome === 'deregistered';
    const notice = set.challenged.gmFinal;
    if (first !== null && first.destinationPort === portC && portC !== portS)
      return {
        detail: `Security-Server has port-c=${portC}, port-s=${portS}, but the first ESP of the UE goes to port ${first.destinationPort}, the client port of the P-CSCF.`,
        frames: framesOf([notice, first]),
        confidence: 'certain',
        severity: isOk ? 'note' : 'error',
      };
    const isUnusual = Math.floor(portC / 100) === 61 && Math.floor(portS / 100) === 51;
    if (!isUnusual || isOk) return null;
    const version = kamailioVersion(serversOf(subject));
    const isKnown = version?.major === 5 && version.minor === 7;
    return {
      detail: `Security-Server has port-c=${portC}, port-s=${portS}, but most Kamailio configurations use 51xx for port-c and 61xx for port-s.${isKnown ? ' The P-CSCF is a Kamailio 5.7.' : ''}`,
      frames: framesOf([notice]),
      confidence: isKnown ? 'likely' : 'possible',
    };
  },
};

/** The first decrypted packet of the UE in the SA to the server port. */
function firstOfUe(subject: RegistrationCase, facts: SetFacts): PacketNote | null {
  const isFirst = ({ protection }: PacketNote) =>
    protection?.sa?.set === facts.set && protection.sa.name === 'uc->ps';
  return synsOf(subject, facts).find(isFirst) ?? facts.answer?.gm.requests.find(isFirst) ?? null;
}
