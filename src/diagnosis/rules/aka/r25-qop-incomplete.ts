import type { DigestParameters } from '../../../sip/digest.ts';
import type { AttemptFacts } from '../../cases/case.ts';
import { severityBy } from '../../evidence/challenges.ts';
import { statusText } from '../../evidence/evidence.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * RFC 7616 §3.4: qop needs nc and cnonce, and must be one of those offered. Kamailio logs "qop specified with
 * no nonce count" (https://github.com/herlesupreeth/docker_open5gs/issues/213).
 */
export const qopIncomplete: RegistrationRule = {
  about: 'registration',
  id: 'R25',
  title: 'Authorization has an inconsistent qop',
  term: 'qop without nc or cnonce, qop specified with no nonce count',
  evidence:
    'An Authorization with response and qop lacks nc or cnonce, or its qop was not offered in the challenge.',
  severity: 'error',
  advice:
    'Fix the UE. Until then make the S-CSCF offer no qop, or the one that the UE uses (Kamailio ims_auth: registration_qop).',
  settle: null,
  check: subject => {
    let offered: string | null = null;
    for (const one of subject.attempts) {
      const { authorization, request, final } = one;
      const fault = authorization === null ? null : faultOf(authorization, offered);
      offered = offerOf(one) ?? offered;
      if (fault === null || request === null) continue;
      const end =
        final === null ? 'The capture shows no final response.' : `The response is ${statusText(final)}.`;
      return {
        detail: `${fault} ${end}`,
        frames: framesOf([request, final].filter(note => note !== null)),
        confidence: 'certain',
        severity: severityBy(subject),
      };
    }
    return null;
  },
};

/** @param offered qop of the previous challenge; null if it has none or was not seen. */
function faultOf({ response, qop, nc, cnonce }: DigestParameters, offered: string | null): string | null {
  if ((response ?? '') === '' || qop === null || qop === '') return null;
  const missing = [nc === null ? 'nc' : '', cnonce === null ? 'cnonce' : ''].filter(name => name !== '');
  if (missing.length > 0) return `Authorization has qop=${qop} without ${missing.join(' and ')}.`;
  const offers = offered?.split(',').map(one => one.trim().toLowerCase()) ?? [qop.toLowerCase()];
  return offers.includes(qop.toLowerCase())
    ? null
    : `Authorization has qop=${qop}, but the challenge offers ${offered}.`;
}

function offerOf({ gmChallenge, mwChallenge }: AttemptFacts): string | null {
  return (gmChallenge ?? mwChallenge)?.qop ?? null;
}
