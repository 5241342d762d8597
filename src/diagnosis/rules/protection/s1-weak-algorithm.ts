import type { Suite } from '../../../model/security-association.ts';
import { NOT_PROVED, suiteText } from '../../evidence/evidence.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** Later releases of TS 33.203 Annex H no longer have hmac-md5-96 and des-ede3-cbc. */
export const weakAlgorithm: RegistrationRule = {
  about: 'registration',
  id: 'S1',
  title: 'ESP uses an algorithm that newer releases removed',
  term: 'hmac-md5-96, des-ede3-cbc, weak algorithm',
  evidence:
    'The chosen suite, or the suite that the ICVs prove, has hmac-md5-96 or des-ede3-cbc. Newer releases of TS 33.203 have removed both.',
  severity: 'note',
  advice:
    'Make the P-CSCF prefer hmac-sha-1-96 with aes-cbc if the UE offers it (Kamailio ≥ 5.7: ipsec_preferred_alg and ipsec_preferred_ealg).',
  settle: null,
  certain: 'An ICV that verifies proves the suite that is in use.',
  check: ({ sets }) => {
    for (const { set, challenged } of sets) {
      const chosen = set.used ?? set.agreed[0];
      const notice = challenged?.gmFinal ?? null;
      if (chosen === undefined || notice === null || !isWeak(chosen)) continue;
      const better = set.offered.filter(one => !isWeak(one) && one.ealg !== 'null');
      const offer = better.length > 0 ? ` The UE also offered ${better.map(suiteText).join(', ')}.` : '';
      return {
        detail: `${suiteText(chosen)} is ${set.used === null ? 'agreed' : 'in use'}.${offer}`,
        frames: framesOf([notice]),
        confidence: set.used === null ? 'likely' : 'certain',
        settle: set.used === null ? NOT_PROVED : null,
      };
    }
    return null;
  },
};

function isWeak({ alg, ealg }: Suite): boolean {
  return alg === 'hmac-md5-96' || ealg === 'des-ede3-cbc';
}
