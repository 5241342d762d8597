import type { CaptureFacts, SetFacts } from '../../cases/case.ts';
import { framesOf } from '../../journal/notes.ts';
import type { CaptureRule, Hit } from '../rule.ts';

/** What cannot be told from one side of the P-CSCF alone. */
export const oneLegOnly: CaptureRule = {
  about: 'capture',
  id: 'G6',
  title: 'Only one side of the P-CSCF was captured',
  term: 'missing leg, no ck and ik, Gm or Mw',
  evidence:
    'REGISTERs on Mw and none on Gm; or REGISTERs on Gm with SAs for which no key is known and whose ESP is in the clear, and nothing on Mw or Cx.',
  severity: 'note',
  advice:
    'Capture at the P-CSCF on all interfaces: tcpdump -i any -s 0 -w both.pcap, from before the UE registers.',
  settle: null,
  check: capture => {
    const attempts = capture.cases.flatMap(one => one.attempts);
    const gm = attempts.find(one => one.gm.requests.length + one.gm.responses.length > 0);
    const mw = attempts.find(one => one.mw.requests.length + one.mw.responses.length > 0);
    if (gm === undefined && mw !== undefined) {
      const notes = [...mw.mw.requests, ...mw.mw.responses];
      return {
        detail:
          'The REGISTERs are those between CSCFs; nothing of Gm is seen. So nothing can be said about sec-agree, the SAs and what reaches the UE.',
        frames: framesOf(notes, 4),
        confidence: 'certain',
        title: 'Only Mw was captured',
        advice:
          'Add the capture of Gm, made at the P-CSCF, the UE or the UPF: give both files at once, they are merged by time.',
      };
    }
    return gm === undefined || mw !== undefined ? null : withoutKeys(capture);
  },
};

/** Gm alone is enough where the keys are known, and where ESP stays closed that says enough. */
function withoutKeys({ cases, cx }: CaptureFacts): Hit | null {
  const unchecked = cases.flatMap(one => one.sets).filter(isUnchecked);
  const challenge = unchecked[0]?.challenged?.gmFinal ?? null;
  if (challenge === null || cx.length > 0) return null;
  const sets = unchecked.length === 1 ? '1 set' : `${unchecked.length} sets`;
  return {
    detail: `No key is known for ${sets} of SAs whose ESP is in the clear: ck and ik are in the 401 on Mw, or in the MAA on Cx, and neither was captured. So ICVs cannot be checked.`,
    frames: framesOf([challenge]),
    confidence: 'certain',
    title: 'Only Gm was captured, and ICVs cannot be checked',
    advice:
      'Add the capture of Mw (both files at once are merged by time), or give the keys: --usim, --keys, --esp-sa, --xfrm or --pcscf-log.',
  };
}

/** ESP NULL without a key. */
function isUnchecked({ set, activity }: SetFacts): boolean {
  return set.keys.length === 0 && activity !== null && activity.sas.every(({ closed }) => closed === 0);
}
