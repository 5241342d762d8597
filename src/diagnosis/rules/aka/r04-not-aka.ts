import { asksForIpsec, offersAka, productText, roundsOf, severityBy } from '../../evidence/challenges.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §5.4.1.2.1A: algorithm is AKAv1-MD5, and the nonce is RAND and AUTN. Seen in
 * https://github.com/herlesupreeth/docker_open5gs/issues/263 and https://github.com/nickvsnetworking/pyhss/issues/175.
 */
export const notAka: RegistrationRule = {
  about: 'registration',
  id: 'R04',
  title: 'The challenge is not one of AKA',
  term: '401 with algorithm=MD5, wrong SIP-Authentication-Scheme',
  evidence:
    'A 401 whose algorithm is none of AKA, to a REGISTER that asks for AKA, or that asks for IPsec and has no Authorization.',
  severity: 'error',
  advice:
    'Without AKA there is no CK and IK, so no IPsec. See which scheme the HSS gives in the MAA (SIP-Authentication-Scheme must be Digest-AKAv1-MD5) and the default of the S-CSCF: registration_default_algorithm "AKAv1-MD5" of Kamailio\'s ims_auth.',
  settle: 'A capture of Cx: does the MAA have Confidentiality-Key and Integrity-Key?',
  check: subject => {
    for (const { challenged, final, challenge } of roundsOf(subject)) {
      const { request, authorization } = challenged;
      if (offersAka(final) || request === null) continue;
      const asked = authorization?.algorithm ?? null;
      const wantsAka = asked === null ? authorization === null : /^akav/i.test(asked);
      if (!wantsAka || (asked === null && !asksForIpsec(challenged))) continue;
      return {
        detail: `The UE asks for ${asked ?? 'IPsec'}; the 401 has algorithm=${challenge.algorithm ?? 'none'} and a nonce of ${challenge.nonce?.length ?? 0} characters (RAND and AUTN are 44).${productText(final)}`,
        frames: framesOf([request, final]),
        confidence: 'certain',
        severity: severityBy(subject),
      };
    }
    return null;
  },
};
