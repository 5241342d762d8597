import { answersIn } from '../../../sip/digest.ts';
import type { AttemptFacts } from '../../cases/case.ts';
import { isProtected } from '../../evidence/evidence.ts';
import { framesOf, type SipNote } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §7.2A.2 and §5.2.2: the P-CSCF adds integrity-protected on Mw, and removes the UE's own.
 * https://github.com/DoubangoTelecom/boghe/issues/227
 */
export const integrityProtectedByUe: RegistrationRule = {
  about: 'registration',
  id: 'G4',
  title: 'The UE claims that its REGISTER is integrity-protected',
  term: 'integrity-protected on Gm',
  evidence: 'Authorization of a REGISTER on Gm has `integrity-protected`.',
  severity: 'warning',
  advice:
    'Make the P-CSCF remove the parameter from REGISTERs on Gm: otherwise the S-CSCF may trust a REGISTER without any protection. Fix the UE too: only the P-CSCF may set this parameter.',
  settle: null,
  certain: 'The parameter is in the Authorization of the REGISTER that came from the UE.',
  check: subject => {
    for (const attempt of subject.attempts) {
      const request = attempt.gm.requests[0];
      const said = request === undefined ? null : integrityOf(request);
      if (request === undefined || said === null) continue;
      const passedOn = trustedOnMw(attempt);
      return {
        detail: `Authorization of the UE has integrity-protected=${said}${
          passedOn === null ? '' : ', and the P-CSCF forwards it although the REGISTER came unprotected'
        }.`,
        frames: framesOf([request, ...(passedOn === null ? [] : [passedOn])]),
        confidence: 'certain',
        severity: passedOn === null ? 'note' : 'warning',
      };
    }
    return null;
  },
};

/** The REGISTER on Mw with integrity-protected=yes, although it came unprotected. */
function trustedOnMw(attempt: AttemptFacts): SipNote | null {
  if (isProtected(attempt)) return null;
  return attempt.mw.requests.find(note => integrityOf(note)?.toLowerCase() === 'yes') ?? null;
}

function integrityOf({ message }: SipNote): string | null {
  const said = answersIn(message).map(({ parameters }) => parameters.get('integrity-protected') ?? null);
  return said.find(value => value !== null) ?? null;
}
