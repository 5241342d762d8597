import { packetsOf, uplinkOf } from '../evidence.ts';
import type { RegistrationRule } from '../rule.ts';

/** TS 33.203 §7.3.1.1: a wrong IK shows as a time-out, never as a SIP error: the P-CSCF drops what does not verify. */
export const icvBad: RegistrationRule = {
  about: 'registration',
  id: 'R12',
  title: 'ICVs of the UE verify under no key',
  term: 'ICV failure, wrong IK, ESP checksum error',
  evidence:
    'ESP from the UE under the SPIs of the agreement whose ICV verifies under no key and algorithm that is known for it.',
  severity: 'error',
  advice:
    'IK of the USIM and IK at the P-CSCF differ, although AUTN passed: compare K, OPc and the algorithm (c and r of Milenage) of HSS and USIM; see whether the UE answered an earlier challenge, and whether the P-CSCF kept keys of one (ip xfrm state).',
  settle:
    '`ip -s xfrm state` and /proc/net/xfrm_stat at the P-CSCF (XfrmInStateProtoError counts bad ICVs); K and OPc with --usim give the IK of the USIM.',
  check: ({ sets }) => {
    const bad = sets.map(set => uplinkOf(set)).find(sas => sas.some(sa => sa.bad > 0));
    if (bad === undefined) return null;
    const count = bad.reduce((sum, sa) => sum + sa.bad, 0);
    const all = packetsOf(bad);
    const [first] = bad;
    const keys = first?.sa.set.keys.length ?? 0;
    return {
      detail: `${count} of ${all} ESP packets from the UE have an ICV that verifies under none of the ${keys} ${keys === 1 ? 'key' : 'keys'} of this agreement, with any algorithm.`,
      frames: bad.flatMap(sa => sa.badFrames),
      confidence: 'certain',
      severity: count === all ? 'error' : 'warning',
    };
  },
};
