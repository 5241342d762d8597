import { framesOfAll } from '../../evidence/evidence.ts';
import { closedAgreements, strayBehind } from '../../evidence/silence/closed-esp.ts';
import type { CaptureRule } from '../rule.ts';

/** TS 24.229 §5.2.2.2: the P-CSCF removes CK and IK from the 401, so Gm alone never shows them. */
export const noKeys: CaptureRule = {
  about: 'capture',
  id: 'C2',
  title: 'ESP not decrypted: no keys',
  term: 'cannot decrypt ESP, no CK and IK in capture',
  evidence:
    'The capture has a 401 with Security-Server on Gm and encrypted ESP of its SAs, but not CK and IK of that challenge.',
  severity: 'note',
  advice:
    'Give the keys: --usim (K and OPc), --keys, --ck and --ik, or the SAs of the P-CSCF with --esp-sa. Or capture Mw (the 401 with ck and ik, between S-CSCF and P-CSCF) or Cx (Multimedia-Auth-Answer) at the same time and give both files. Until then nothing inside ESP can be checked.',
  settle: null,
  certain: 'Encrypted ESP of the agreement is in the capture, and no key for it was found or given.',
  check: capture => {
    const closed = closedAgreements(capture);
    if (closed.length === 0) return null;
    const sas = closed.flatMap(({ sas }) => sas).filter(sa => sa.closed > 0);
    const packets = sas.reduce((sum, sa) => sum + sa.closed, 0);
    const behind = strayBehind(capture).closed.reduce((sum, one) => sum + one.packets, 0);
    const further =
      behind === 0
        ? ''
        : ` ${behind} more ${behind === 1 ? 'has' : 'have'} an SPI without an agreement: the next 401 is inside the encrypted ESP.`;
    return {
      detail: `${packets} ESP ${packets === 1 ? 'packet' : 'packets'} of ${closed.length} ${closed.length === 1 ? 'agreement' : 'agreements'} could not be decrypted.${further}`,
      frames: framesOfAll(sas),
      confidence: 'certain',
    };
  },
};
