import { framesOf, isAfter } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §5.1.1.2.2: over UDP the P-CSCF sends everything from port-pc to port-us. Measured with Kamailio 5.6.3: a
 * 401 that does not pass ipsec_forward goes back to the source of the REGISTER, in the other SA.
 */
export const challengeOnOtherSa: RegistrationRule = {
  about: 'registration',
  id: 'R39',
  title: 'The 401 comes in an SA on which the UE does not listen',
  term: 'UDP 401 from port-s to port-uc, UE repeats re-REGISTER',
  evidence:
    'A REGISTER over UDP in ESP gets its 401 in the SA from port-s of the P-CSCF to port-c of the UE, and the UE repeats the REGISTER.',
  severity: 'error',
  advice:
    'Make the P-CSCF send the 401 from its port-c to port-s of the UE (Kamailio: pass the 401 to REGISTER through ipsec_forward("location") too).',
  settle: 'Try the same UE over TCP: there this SA is the right one. Does the UE answer then?',
  check: ({ attempts, outcome }) => {
    for (const { gm } of attempts) {
      const asked = gm.requests.find(({ protection }) => protection !== null);
      const challenge = gm.responses.find(({ message }) => message.status === 401);
      if (asked?.transport !== 'udp' || challenge?.protection?.sa?.name !== 'ps->uc') continue;
      const again = gm.requests.filter(note => isAfter(note, challenge));
      if (again.length === 0) continue;
      const isOk = outcome === 'registered' || outcome === 'deregistered';
      return {
        detail: `The 401 goes under SPI ${challenge.protection.spi} from port ${challenge.sourcePort} to port-c ${challenge.destinationPort} of the UE, not to its port-s ${challenge.protection.sa.set.ue.portS}. The UE repeats the REGISTER ${again.length} ${again.length === 1 ? 'time' : 'times'}.`,
        frames: framesOf([asked, challenge, ...again]),
        confidence: 'likely',
        severity: isOk ? 'note' : 'error',
      };
    }
    return null;
  },
};
