import { isSameKey } from '../../ipsec/key-pool.ts';
import type { KeyMaterial } from '../../model/security-association.ts';
import type { RegistrationCase, SetFacts } from '../case.ts';
import { isHeard, packetsOf, uplinkOf } from '../evidence.ts';
import { framesOf } from '../notes.ts';
import type { Hit, RegistrationRule } from '../rule.ts';

/**
 * TS 33.203 §7.3.1.1 (F9): a wrong IK shows as a time-out, never as a SIP error: the P-CSCF drops what does not verify
 * (https://github.com/herlesupreeth/docker_open5gs/issues/542).
 */
export const icvBad: RegistrationRule = {
  about: 'registration',
  id: 'R12',
  title: 'ICVs of the UE verify under no key',
  term: 'ICV failure, wrong IK, ESP checksum error',
  evidence:
    'ESP from the UE under the SPIs of the agreement whose ICV verifies under no key and algorithm that is known for it; or only under the keys that the USIM given computes, which are not those that the S-CSCF gave.',
  severity: 'error',
  advice:
    'IK of the USIM and IK at the P-CSCF differ, although AUTN passed: compare K, OPc and the algorithm (c and r of Milenage) of HSS and USIM; see whether the UE answered an earlier challenge, and whether the P-CSCF kept keys of one (ip xfrm state).',
  settle:
    '`ip -s xfrm state` and /proc/net/xfrm_stat at the P-CSCF (XfrmInStateProtoError counts bad ICVs); K and OPc with --usim give the IK of the USIM.',
  check: subject => underNone(subject) ?? underOthers(subject),
};

function underNone({ sets }: RegistrationCase): Hit | null {
  const set = sets.find(one => uplinkOf(one).some(sa => sa.bad > 0));
  if (set === undefined) return null;
  const bad = uplinkOf(set);
  const count = bad.reduce((sum, sa) => sum + sa.bad, 0);
  const all = packetsOf(bad);
  const keys = set.set.keys.length;
  return {
    detail: `${count} of ${all} ESP packets from the UE have an ICV that verifies under none of the ${keys} ${keys === 1 ? 'key' : 'keys'} of this agreement, with any algorithm.${otherAnswerText(set)}${usimText(set)}`,
    frames: framesOf(bad.flatMap(sa => sa.badFrames)),
    confidence: 'certain',
    severity: count === all ? 'error' : 'warning',
  };
}

/** The REGISTER inside, where it can be read in spite of its ICV, says which challenge it answers. */
function otherAnswerText({ set, answer }: SetFacts): string {
  const nonce = answer?.attempt.answeredNonce ?? null;
  if (nonce === null || set.nonce === null || nonce === set.nonce) return '';
  return ' The REGISTER inside answers another challenge than the one of this agreement.';
}

function usimText({ challenged }: SetFacts): string {
  return challenged?.challenge?.autn?.macGood === true
    ? ' AUTN is right by the USIM given, and its keys were tried: the USIM in the UE is another, or the packets were changed on the way.'
    : '';
}

/** The keys of HSS and USIM differ though both agree on AUTN: f3 and f4 are others than f1. */
function underOthers({ sets }: RegistrationCase): Hit | null {
  for (const one of sets) {
    const { key } = one.set;
    const given = givenOut(one);
    if (key === null || given.length === 0 || key.source !== 'usim' || !isHeard(one)) continue;
    if (given.some(known => isSameKey(known, key))) continue;
    return {
      title: 'The UE uses other keys than the S-CSCF gave to the P-CSCF',
      detail:
        'The ICVs of the UE verify under the keys that the USIM given computes; ck and ik that the network gave for the same challenge are others.',
      frames: framesOf(uplinkOf(one).flatMap(sa => sa.frames)),
      confidence: 'certain',
      advice:
        'AUTN is right, so K and OPc agree; CK and IK are not: compare c and r of Milenage, the algorithm (Milenage or TUAK), and whether AKAv2 keys are derived twice or not at all.',
      settle: null,
    };
  }
  return null;
}

function givenOut({ challenged }: SetFacts): readonly KeyMaterial[] {
  return challenged?.challenge?.keys ?? [];
}
