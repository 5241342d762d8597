import { NOT_PROVED, suiteText } from '../../evidence/evidence.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 33.203 Annex H: ealg=null is allowed; IR.92 demands that UEs support it. Without ipsec_preferred_ealg Kamailio takes
 * the UE's last offer; ipsec_preferred_ealg alone has no effect: https://github.com/kamailio/kamailio/issues/4211
 */
export const noEncryption: RegistrationRule = {
  about: 'registration',
  id: 'R14',
  title: 'Gm is not encrypted',
  term: 'ealg=null, confidentiality off',
  evidence:
    'Security-Server chooses ealg=null or no ealg. A warning if it chooses a cipher but ESP is not encrypted.',
  severity: 'warning',
  advice:
    'If you want encryption, make the P-CSCF prefer aes-cbc (Kamailio ≥ 5.7: set both ipsec_preferred_alg "hmac-sha-1-96" and ipsec_preferred_ealg "aes-cbc").',
  settle: null,
  certain: 'An ICV that verifies proves the suite, and it does not encrypt.',
  check: ({ sets }) => {
    for (const { set, challenged, activity } of sets) {
      const [agreed] = set.agreed;
      const notice = challenged?.gmFinal ?? null;
      if (agreed === undefined || notice === null) continue;
      const isLost = agreed.ealg !== 'null' && set.agreed.every(({ ealg }) => ealg !== 'null');
      if (isLost && set.used?.ealg === 'null')
        return {
          detail: `Security-Server chose ${suiteText(agreed)}, but the ICVs prove ${suiteText(set.used)}: SIP inside ESP is not encrypted.`,
          frames: framesOf([notice, ...(activity?.sas[0]?.frames ?? [])], 3),
          confidence: 'certain',
        };
      if (agreed.ealg !== 'null' || (set.used !== null && set.used.ealg !== 'null')) continue;
      // ESP NULL is recognised without a key: packets that cannot be read are encrypted, whatever the header says.
      if (activity?.sas.every(({ packets, closed }) => packets === closed)) continue;
      const better = set.offered.filter(({ ealg }) => ealg !== 'null');
      return {
        detail:
          better.length > 0
            ? `Security-Server chose ${suiteText(agreed)}, although the UE offered ${better.map(suiteText).join(', ')}.`
            : `Security-Server chose ${suiteText(agreed)}; the UE offered no encryption.`,
        frames: framesOf([notice]),
        confidence: set.used === null ? 'likely' : 'certain',
        settle: set.used === null ? NOT_PROVED : null,
        severity: 'note',
      };
    }
    return null;
  },
};
