import { isAkaChallenge } from '../../../aka/challenge.ts';
import { offersAka, productText, roundsOf, severityBy } from '../../evidence/challenges.ts';
import { asksForIpsec } from '../../evidence/mechanisms.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §5.4.1.2.1A: algorithm is AKAv1-MD5, and the nonce is RAND and AUTN. Seen in
 * https://github.com/herlesupreeth/docker_open5gs/issues/263 and https://github.com/nickvsnetworking/pyhss/issues/175.
 */
export const notAka: RegistrationRule = {
  about: 'registration',
  id: 'R04',
  title: 'The challenge does not use AKA',
  term: '401 with algorithm=MD5, wrong SIP-Authentication-Scheme',
  evidence:
    'A REGISTER asks for AKA, or for IPsec without an Authorization. The algorithm of the 401 is not an AKA algorithm.',
  severity: 'error',
  advice:
    'Check the scheme of the HSS: SIP-Authentication-Scheme in the MAA must be Digest-AKAv1-MD5. Check the default of the S-CSCF (Kamailio ims_auth: registration_default_algorithm "AKAv1-MD5"). Without AKA there are no CK and IK, and so no IPsec.',
  settle: 'Capture Cx: does the MAA have Confidentiality-Key and Integrity-Key?',
  certain:
    'The REGISTER and the 401 are both in the capture: the scheme that was asked for, and the scheme of the challenge.',
  check: subject => {
    for (const { challenged, final, challenge } of roundsOf(subject)) {
      const { request, authorization } = challenged;
      if (offersAka(final) || isAkaChallenge(challenge) || request === null) continue;
      const asked = authorization?.algorithm ?? null;
      const wantsAka = asked === null ? authorization === null : /^akav/i.test(asked);
      if (!wantsAka || (asked === null && !asksForIpsec(challenged))) continue;
      return {
        detail: `The UE asks for ${asked ?? 'IPsec'}, but the 401 has algorithm=${challenge.algorithm ?? 'none'} and a nonce of ${challenge.nonce?.length ?? 0} characters (RAND and AUTN are 44).${productText(final)}`,
        frames: framesOf([request, final]),
        confidence: 'certain',
        severity: severityBy(subject),
      };
    }
    return null;
  },
};
