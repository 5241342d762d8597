import { offersAka, productText, roundsOf, severityBy } from '../../evidence/challenges.ts';
import { asksForIpsec } from '../../evidence/mechanisms.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §5.1.1.2.2: the first REGISTER has algorithm=AKAv1-MD5. Kamailio's S-CSCF takes the scheme from it. If it is
 * missing, the configuration of docker_open5gs uses MD5 (https://github.com/herlesupreeth/docker_open5gs/issues/358).
 */
export const noAlgorithm: RegistrationRule = {
  about: 'registration',
  id: 'R05',
  title: 'The UE names no algorithm, and the challenge does not use AKA',
  term: 'Authorization without algorithm, Error getting CK',
  evidence:
    'A REGISTER asks for IPsec, but its Authorization has no algorithm. The challenge in the 401 does not use AKA.',
  severity: 'error',
  advice:
    'Make AKA the default of the S-CSCF for a REGISTER without algorithm (Kamailio ims_auth: registration_default_algorithm "AKAv1-MD5", and no fall-back to MD5 in the script). Better still, make the UE send algorithm=AKAv1-MD5.',
  settle: null,
  certain: 'Authorization is in the capture without algorithm, and the 401 names the scheme.',
  check: subject => {
    for (const { challenged, final, challenge } of roundsOf(subject)) {
      const { request, authorization } = challenged;
      if (offersAka(final) || request === null) continue;
      if (authorization === null || authorization.algorithm !== null || !asksForIpsec(challenged)) continue;
      return {
        detail: `Authorization of the REGISTER has no algorithm. The 401 has algorithm=${challenge.algorithm ?? 'none'}, which gives no CK and IK.${productText(final)}`,
        frames: framesOf([request, final]),
        confidence: 'certain',
        severity: severityBy(subject),
      };
    }
    return null;
  },
};
