import { statusText } from '../../evidence/evidence.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** TS 24.229 §5.4.1.2.2: the S-CSCF compares `response` with the one that XRES gives. */
export const responseNotChecked: RegistrationRule = {
  about: 'registration',
  id: 'A02',
  title: 'A wrong `response` is accepted',
  term: 'digest response not verified',
  evidence: 'A REGISTER whose response is not the one that RES gives, and a 200 to it.',
  severity: 'warning',
  advice:
    'See that the S-CSCF compares `response` at all. If it does, RES is not what it was computed from here: a USIM given with other c and r, or a body that was changed after the UE covered it with qop=auth-int.',
  settle: 'A capture of Cx: XRES in the MAA of this challenge.',
  check: subject => {
    const hit = subject.attempts.find(
      ({ attempt, final }) =>
        attempt.response === 'wrong' && !attempt.resynchronisation && final?.message.status === 200,
    );
    if (hit?.final == null || hit.request === null) return null;
    const { authorization, request, final } = hit;
    return {
      detail: `The response of REGISTER ${hit.attempt.cseq} (algorithm ${authorization?.algorithm ?? 'none'}, qop ${authorization?.qop ?? 'none'}) is not the one that RES gives; the answer is ${statusText(final)}.`,
      frames: framesOf([request, final]),
      confidence: 'likely',
    };
  },
};
