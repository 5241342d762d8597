import { statusText } from '../../evidence/evidence.ts';
import { lastNamed } from '../../evidence/refusals/named-cause.ts';
import { isWhole, severityOf } from '../../evidence/refusals/refusals.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §5.1.1.2.2: a REGISTER with IMS AKA has an Authorization with the IMPI as username. The text is from
 * Kamailio's ims_auth. https://github.com/open5gs/open5gs/issues/509
 */
export const privateIdentityNotFound: RegistrationRule = {
  about: 'registration',
  id: 'R27',
  title: 'The S-CSCF finds no private identity in the REGISTER',
  term: '403 Private identity not found (Authorization: username)',
  evidence:
    'A 403 has `Private identity not found` in its reason phrase, after a REGISTER without Authorization or without its username.',
  severity: 'error',
  advice:
    'Make the UE send Authorization with its IMPI as username: it needs an ISIM, or must derive the IMPI from the IMSI of the USIM. Or make the S-CSCF derive the IMPI from the IMPU if Authorization is missing.',
  settle: 'Capture Gm: did the UE send Authorization, or did a CSCF remove it?',
  certain: 'The REGISTER on Gm is whole and has no username, and the response says that this is missing.',
  check: subject => {
    const refusal = lastNamed(subject, 'R27')?.refusal ?? null;
    if (refusal === null) return null;
    const { authorization, gm, request } = refusal.attempt;
    const username = authorization?.username ?? null;
    const onGm = gm.requests.length > 0;
    const sent =
      authorization === null
        ? 'has no Authorization'
        : username === null || username === ''
          ? 'has an Authorization without username'
          : `has the username ${username}`;
    return {
      detail: `The REGISTER ${onGm ? 'of the UE ' : ''}${sent}. The response is ${statusText(refusal.final)}.`,
      frames: framesOf([request, refusal.final].filter(note => note !== null)),
      confidence:
        onGm && request !== null && isWhole(request) && (username === null || username === '')
          ? 'certain'
          : 'likely',
      severity: severityOf(refusal),
    };
  },
};
