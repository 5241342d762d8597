import type { Suite } from '../../../model/security-association.ts';
import { suiteText } from '../../evidence/evidence.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** TS 33.203 Annex H of later releases has neither hmac-md5-96 nor des-ede3-cbc any more. */
export const weakAlgorithm: RegistrationRule = {
  about: 'registration',
  id: 'S1',
  title: 'An algorithm that newer releases have removed',
  term: 'hmac-md5-96, des-ede3-cbc, weak algorithm',
  evidence: 'The suite that was chosen, or that the ICVs prove, has hmac-md5-96 or des-ede3-cbc.',
  severity: 'note',
  advice:
    'Let the P-CSCF prefer hmac-sha-1-96 with aes-cbc where the UE offers it (Kamailio ≥ 5.7: ipsec_preferred_alg and ipsec_preferred_ealg).',
  settle: null,
  check: ({ sets }) => {
    for (const { set, challenged } of sets) {
      const chosen = set.used ?? set.agreed[0];
      const notice = challenged?.gmFinal ?? null;
      if (chosen === undefined || notice === null || !isWeak(chosen)) continue;
      const better = set.offered.filter(one => !isWeak(one) && one.ealg !== 'null');
      const offer = better.length > 0 ? ` The UE also offered ${better.map(suiteText).join(', ')}.` : '';
      return {
        detail: `${suiteText(chosen)} is in use.${offer}`,
        frames: framesOf([notice]),
        confidence: 'certain',
      };
    }
    return null;
  },
};

function isWeak({ alg, ealg }: Suite): boolean {
  return alg === 'hmac-md5-96' || ealg === 'des-ede3-cbc';
}
