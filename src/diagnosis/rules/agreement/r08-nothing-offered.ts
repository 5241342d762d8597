import { productText, severityBy } from '../../evidence/challenges.ts';
import { isNothingOffered, suitesText } from '../../evidence/mechanisms.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 33.203 §7.2: the P-CSCF chooses from the offer of the UE; §7.3: a UE that cannot accept the choice gives up
 * without a message. The reverse case: https://github.com/herlesupreeth/docker_open5gs/pull/458.
 */
export const nothingOffered: RegistrationRule = {
  about: 'registration',
  id: 'R08',
  title: 'The P-CSCF chose algorithms that the UE did not offer',
  term: 'Security-Server does not match Security-Client',
  evidence: 'Security-Server in the 401 on Gm has no pair of alg and ealg from Security-Client.',
  severity: 'error',
  advice:
    'Make the P-CSCF choose a pair of the offer. Kamailio: set both ipsec_preferred_alg and ipsec_preferred_ealg, as one alone has no effect (https://github.com/kamailio/kamailio/issues/4211). OpenSIPS: add a pair of the UE to the allowed algorithms.',
  settle: null,
  certain:
    'Security-Client and Security-Server are both in the capture, and the chosen algorithms were not offered.',
  check: subject => {
    const hit = subject.attempts.find(one => one.gmChallenge !== null && isNothingOffered(one));
    if (hit?.gmFinal == null || hit.request === null) return null;
    return {
      detail: `Security-Client offers ${suitesText(hit.securityClient)}, but Security-Server has ${suitesText(hit.securityServer)}.${productText(hit.gmFinal)}`,
      frames: framesOf([hit.request, hit.gmFinal]),
      confidence: 'certain',
      severity: severityBy(subject),
    };
  },
};
