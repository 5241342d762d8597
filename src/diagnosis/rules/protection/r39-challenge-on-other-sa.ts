import { framesOf, isAfter } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §5.1.1.2.2: over UDP all that the P-CSCF sends goes from port-pc to port-us. Measured with Kamailio 5.6.3: a
 * 401 that does not pass ipsec_forward goes back to where the REGISTER came from, in the other SA.
 */
export const challengeOnOtherSa: RegistrationRule = {
  about: 'registration',
  id: 'R39',
  title: 'The 401 comes in an SA where the UE does not listen',
  term: 'UDP 401 from port-s to port-uc, UE repeats re-REGISTER',
  evidence:
    'A REGISTER over UDP in ESP is answered by a 401 in the SA from port-s of the P-CSCF to port-c of the UE, and the UE sends the REGISTER again.',
  severity: 'error',
  advice:
    'Send the 401 from port-c of the P-CSCF to port-s of the UE: in Kamailio let ipsec_forward("location") handle the 401 to REGISTER too.',
  settle: 'The same UE over TCP, where this SA is the right one: does it answer then?',
  check: ({ attempts, outcome }) => {
    for (const { gm } of attempts) {
      const asked = gm.requests.find(({ protection }) => protection !== null);
      const challenge = gm.responses.find(({ message }) => message.status === 401);
      if (asked?.transport !== 'udp' || challenge?.protection?.sa?.name !== 'ps->uc') continue;
      const again = gm.requests.filter(note => isAfter(note, challenge));
      if (again.length === 0) continue;
      const isOk = outcome === 'registered' || outcome === 'deregistered';
      return {
        detail: `The 401 goes from port ${challenge.sourcePort} to ${challenge.destinationPort} under SPI ${challenge.protection.spi}, port-s to port-c of the UE, not to its port-s ${challenge.protection.sa.set.ue.portS}. The UE sends the same REGISTER ${again.length} more ${again.length === 1 ? 'time' : 'times'}.`,
        frames: framesOf([asked, challenge, ...again]),
        confidence: 'likely',
        severity: isOk ? 'note' : 'error',
      };
    }
    return null;
  },
};
