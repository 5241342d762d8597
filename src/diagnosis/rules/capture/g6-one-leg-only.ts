import type { CaptureFacts, SetFacts } from '../../cases/case.ts';
import { framesOf } from '../../journal/notes.ts';
import type { CaptureRule, Hit } from '../rule.ts';

/** One side of the P-CSCF alone leaves questions open. */
export const oneLegOnly: CaptureRule = {
  about: 'capture',
  id: 'G6',
  title: 'Only one side of the P-CSCF was captured',
  term: 'missing leg, no ck and ik, Gm or Mw',
  evidence:
    'The capture has REGISTERs on Mw but none on Gm. Or it has REGISTERs on Gm with unencrypted ESP and no key, and nothing on Mw or Cx.',
  severity: 'note',
  advice:
    'Capture at the P-CSCF on all interfaces, and start before the UE registers: tcpdump -i any -s 0 -w both.pcap.',
  settle: null,
  certain: 'All REGISTERs of the capture are on one side of the P-CSCF.',
  check: capture => {
    const attempts = capture.cases.flatMap(one => one.attempts);
    const gm = attempts.find(one => one.gm.requests.length + one.gm.responses.length > 0);
    const mw = attempts.find(one => one.mw.requests.length + one.mw.responses.length > 0);
    if (gm === undefined && mw !== undefined) {
      const notes = [...mw.mw.requests, ...mw.mw.responses];
      return {
        detail:
          'The capture has only REGISTERs between CSCFs and nothing of Gm. It does not show the security agreement, the SAs, or what reaches the UE.',
        frames: framesOf(notes, 4),
        confidence: 'certain',
        title: 'Only Mw was captured',
        advice:
          'Add a capture of Gm, made at the P-CSCF, the UE or the UPF. Give both files at once: they are merged by time.',
      };
    }
    return gm === undefined || mw !== undefined ? null : withoutKeys(capture);
  },
};

/** Gm alone is enough if the keys are known. If ESP was not decrypted, C2 reports it. */
function withoutKeys({ cases, cx }: CaptureFacts): Hit | null {
  const unchecked = cases.flatMap(one => one.sets).filter(isUnchecked);
  const challenge = unchecked[0]?.challenged?.gmFinal ?? null;
  if (challenge === null || cx.length > 0) return null;
  const sets = unchecked.length === 1 ? '1 set' : `${unchecked.length} sets`;
  return {
    detail: `No key is known for ${sets} of SAs with unencrypted ESP, so ICVs cannot be checked. The keys are in the 401 on Mw or in the MAA on Cx; neither was captured.`,
    frames: framesOf([challenge]),
    confidence: 'certain',
    title: 'Only Gm was captured, and ICVs cannot be checked',
    advice:
      'Add a capture of Mw (give both files at once: they are merged by time). Or give the keys: --usim, --keys, --esp-sa, --xfrm or --pcscf-log.',
  };
}

/** ESP NULL without a key. */
function isUnchecked({ set, activity }: SetFacts): boolean {
  return set.keys.length === 0 && activity !== null && activity.sas.every(({ closed }) => closed === 0);
}
