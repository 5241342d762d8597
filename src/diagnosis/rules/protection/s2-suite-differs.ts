import { suiteText } from '../../evidence/evidence.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * Measured with Kamailio 5.6.3: an absent or empty ealg installs aes-cbc, though TS 33.203 Annex H takes it for null; an
 * unknown ealg was echoed and NULL installed.
 */
export const suiteDiffers: RegistrationRule = {
  about: 'registration',
  id: 'S2',
  title: 'ESP uses another suite than Security-Server says',
  term: 'ealg absent, algorithm differs from Security-Server',
  evidence: 'The ICVs and the padding prove algorithms that are none of those in Security-Server.',
  severity: 'note',
  advice:
    'Both ends happen to agree, but a UE of another vendor may go by the header: let Security-Client name ealg, and the P-CSCF write into Security-Server what it installs.',
  settle: null,
  check: ({ sets }) => {
    for (const { set, challenged, activity } of sets) {
      const { used, agreed } = set;
      const notice = challenged?.gmFinal ?? null;
      if (used === null || notice === null || agreed.length === 0) continue;
      if (agreed.some(({ alg, ealg }) => alg === used.alg && ealg === used.ealg)) continue;
      const written = challenged?.securityServer.map(({ ealgText }) => ealgText).find(text => !text);
      const absent = written === undefined ? '' : ' (ealg is absent or empty, which stands for null)';
      return {
        detail: `Security-Server says ${agreed.map(suiteText).join(', ')}${absent}; the packets prove ${suiteText(used)}.`,
        frames: framesOf([notice, ...(activity?.sas[0]?.frames ?? [])], 3),
        confidence: 'certain',
      };
    }
    return null;
  },
};
