import { isAnnexH } from '../../../ipsec/crypto/other-algorithms.ts';
import type { SetFacts } from '../../cases/case.ts';
import { packetsOf, suiteText } from '../../evidence/evidence.ts';
import { framesOf } from '../../journal/notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/**
 * TS 33.203 Annex H lists the algorithms and Annex I how their keys are made of CK and IK; for others nobody says it.
 * hmac-sha-256-128 is seen in private networks (https://github.com/siphon-project/siphon-sip).
 *
 * Certain: the name stands in Security-Server and is none of the list. Whether the key is right is not claimed.
 */
export const otherAlgorithm: RegistrationRule = {
  about: 'registration',
  id: 'S3',
  title: 'Security-Server has an algorithm that is not one of TS 33.203',
  term: 'hmac-sha-256-128, aes256-cbc, aes-ctr in Security-Server',
  evidence:
    'Security-Server chooses an alg or ealg that TS 33.203 Annex H does not list. The ICVs verify with one of the usual ways to make its key, or they are not judged.',
  severity: 'warning',
  advice:
    'Compare how both ends make the keys of this algorithm from CK and IK: no specification says it. Use an algorithm of TS 33.203 (hmac-sha-1-96, aes-gmac; aes-cbc, aes-gcm, null) if UEs of other vendors are to register.',
  settle:
    'Give the SAs of the P-CSCF (`ip xfrm state` with --xfrm, or --esp-sa): they hold the keys as they are used.',
  certain: 'The ICV that verifies, or the name in Security-Server, is in the capture.',
  check: subject => {
    for (const facts of subject.sets) {
      const hit = hitOf(facts, subject.outcome === 'registered' || subject.outcome === 'deregistered');
      if (hit !== null) return hit;
    }
    return null;
  },
};

function hitOf({ set, challenged, activity }: SetFacts, isRegistered: boolean): Hit | null {
  const { agreed, used, expansion } = set;
  const [first] = agreed;
  const notice = challenged?.gmFinal ?? null;
  if (first === undefined || isAnnexH(first) || notice === null) return null;
  const name = suiteText(first);
  const frames = framesOf([notice, ...(activity?.sas[0]?.frames ?? [])], 3);
  if (used !== null) {
    const how = expansion === null ? '' : `, with ${expansion} as key`;
    return {
      detail: `${name} is not one of TS 33.203. The ICVs verify by ${suiteText(used)}${how}.`,
      frames,
      confidence: 'certain',
      severity: 'note',
      settle: null,
    };
  }
  const packets = packetsOf(activity?.sas ?? []);
  const judged = packets === 0 ? 'No ESP of it was seen.' : `Its ${packets} ESP packets are not judged.`;
  return {
    detail: `${name} is not one of TS 33.203. ${judged}`,
    frames,
    confidence: 'certain',
    severity: packets === 0 || isRegistered ? 'note' : 'warning',
  };
}
