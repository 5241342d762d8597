import { statusText } from '../../evidence/evidence.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** TS 24.229 §5.4.1.2.2: the S-CSCF compares `response` with the value computed from XRES. */
export const responseNotChecked: RegistrationRule = {
  about: 'registration',
  id: 'A02',
  title: 'A wrong `response` is accepted',
  term: 'digest response not verified',
  evidence: 'The response of a REGISTER does not match RES, but the REGISTER gets a 200.',
  severity: 'warning',
  advice:
    'Check that the S-CSCF compares `response` at all. If it does, the value computed here is wrong: the given USIM has other c and r, or the body changed after the UE covered it with qop=auth-int.',
  settle: 'Capture Cx and compare XRES in the MAA of this challenge.',
  check: subject => {
    const hit = subject.attempts.find(
      ({ attempt, final }) =>
        attempt.response === 'wrong' && !attempt.resynchronisation && final?.message.status === 200,
    );
    if (hit?.final == null || hit.request === null) return null;
    const { authorization, request, final } = hit;
    return {
      detail: `The response of REGISTER ${hit.attempt.cseq} (algorithm ${authorization?.algorithm ?? 'none'}, qop ${authorization?.qop ?? 'none'}) does not match RES, but the answer is ${statusText(final)}.`,
      frames: framesOf([request, final]),
      confidence: 'likely',
    };
  },
};
