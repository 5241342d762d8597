import { asksForIpsec, offersAka, productText, roundsOf, severityBy } from '../../evidence/challenges.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §5.1.1.2.2: the first REGISTER says algorithm=AKAv1-MD5. Kamailio's S-CSCF takes the scheme from it; without,
 * the configuration of docker_open5gs takes MD5 (https://github.com/herlesupreeth/docker_open5gs/issues/358).
 */
export const noAlgorithm: RegistrationRule = {
  about: 'registration',
  id: 'R05',
  title: 'The UE names no algorithm, and the challenge is not one of AKA',
  term: 'Authorization without algorithm, Error getting CK',
  evidence:
    'A REGISTER that asks for IPsec, whose Authorization has no algorithm, and a 401 that is not of AKA.',
  severity: 'error',
  advice:
    'Make AKA the default of the S-CSCF for a REGISTER without algorithm: registration_default_algorithm "AKAv1-MD5" of Kamailio\'s ims_auth, and no fall-back to MD5 in its script. Better UEs say algorithm=AKAv1-MD5.',
  settle: null,
  check: subject => {
    for (const { challenged, final, challenge } of roundsOf(subject)) {
      const { request, authorization } = challenged;
      if (offersAka(final) || request === null) continue;
      if (authorization === null || authorization.algorithm !== null || !asksForIpsec(challenged)) continue;
      return {
        detail: `Authorization of the REGISTER has no algorithm; the 401 has algorithm=${challenge.algorithm ?? 'none'}, which gives no CK and IK.${productText(final)}`,
        frames: framesOf([request, final]),
        confidence: 'certain',
        severity: severityBy(subject),
      };
    }
    return null;
  },
};
