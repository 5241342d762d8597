import { suiteText } from '../../evidence/evidence.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * Measured with Kamailio 5.6.3: with an absent or empty ealg it installs aes-cbc, although TS 33.203 Annex H means null.
 * It echoes an unknown ealg and installs NULL.
 */
export const suiteDiffers: RegistrationRule = {
  about: 'registration',
  id: 'S2',
  title: 'ESP uses a suite that does not match Security-Server',
  term: 'ealg absent, algorithm differs from Security-Server',
  evidence: 'The ICVs and the padding prove algorithms that Security-Server does not name.',
  severity: 'note',
  advice:
    'Make the UE name ealg in Security-Client, and make the P-CSCF name in Security-Server the algorithms that it installs. Here both ends happen to agree, but a UE of another vendor may follow the header.',
  settle: null,
  certain: 'An ICV that verifies proves the algorithms that are in use.',
  check: ({ sets }) => {
    for (const { set, challenged, activity } of sets) {
      const { used, agreed } = set;
      const notice = challenged?.gmFinal ?? null;
      if (used === null || notice === null || agreed.length === 0) continue;
      if (agreed.some(({ alg, ealg }) => alg === used.alg && ealg === used.ealg)) continue;
      const written = challenged?.securityServer.map(({ ealgText }) => ealgText).find(text => !text);
      const absent = written === undefined ? '' : ' (ealg is absent or empty, which means null)';
      return {
        detail: `Security-Server has ${agreed.map(suiteText).join(', ')}${absent}, but the packets prove ${suiteText(used)}.`,
        frames: framesOf([notice, ...(activity?.sas[0]?.frames ?? [])], 3),
        confidence: 'certain',
      };
    }
    return null;
  },
};
