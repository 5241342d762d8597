import { parseAuthorization } from '../../../sip/digest.ts';
import type { AttemptFacts } from '../../cases/case.ts';
import { isProtected } from '../../evidence/evidence.ts';
import { framesOf, type SipNote } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §7.2A.2 and §5.2.2: the P-CSCF adds integrity-protected on Mw, and takes out what a UE sends.
 * https://github.com/DoubangoTelecom/boghe/issues/227
 */
export const integrityProtectedByUe: RegistrationRule = {
  about: 'registration',
  id: 'G4',
  title: 'The UE itself says that its REGISTER is integrity-protected',
  term: 'integrity-protected on Gm',
  evidence: 'An Authorization with `integrity-protected` in a REGISTER on Gm.',
  severity: 'warning',
  advice:
    'Only the P-CSCF may say so. Correct the UE, and let the P-CSCF take the parameter out of what it receives: an S-CSCF that believes it trusts a REGISTER that nothing protects.',
  settle: null,
  check: subject => {
    for (const attempt of subject.attempts) {
      const request = attempt.gm.requests[0];
      const said = request === undefined ? null : integrityOf(request);
      if (request === undefined || said === null) continue;
      const passedOn = trustedOnMw(attempt);
      return {
        detail: `Authorization of the UE has integrity-protected=${said}${
          passedOn === null ? '' : ', and the P-CSCF passes it on although the REGISTER came in the clear'
        }.`,
        frames: framesOf([request, ...(passedOn === null ? [] : [passedOn])]),
        confidence: 'certain',
        severity: passedOn === null ? 'note' : 'warning',
      };
    }
    return null;
  },
};

/** The REGISTER on Mw that says yes although it came in the clear. */
function trustedOnMw(attempt: AttemptFacts): SipNote | null {
  if (isProtected(attempt)) return null;
  return attempt.mw.requests.find(note => integrityOf(note)?.toLowerCase() === 'yes') ?? null;
}

function integrityOf({ message }: SipNote): string | null {
  const value = message.header('authorization');
  return value === null ? null : (parseAuthorization(value).parameters.get('integrity-protected') ?? null);
}
