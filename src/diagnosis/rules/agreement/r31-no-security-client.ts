import type { AttemptFacts } from '../../cases/case.ts';
import { isProtected, statusText } from '../../evidence/evidence.ts';
import { isWhole, lastRefusal, severityOf } from '../../evidence/refusals/refusals.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * RFC 3329 §2.3.1: a server that demands sec-agree answers 421 to a request without it, and 494 if it cannot use the
 * agreement. https://github.com/DoubangoTelecom/boghe/issues/211,
 * https://github.com/herlesupreeth/docker_open5gs/issues/172
 */
export const noSecurityClient: RegistrationRule = {
  about: 'registration',
  id: 'R31',
  title: 'The UE offers no security mechanism',
  term: 'Require: sec-agree without Security-Client, 421 Extension Required',
  evidence:
    'An unprotected REGISTER on Gm has no Security-Client, but it has `sec-agree` in Require or Proxy-Require, or it is refused with 421 or 494.',
  severity: 'error',
  advice:
    'Switch on IPsec for IMS in the UE (carrier configuration, *#*#4636#*#* or the IMS menu of the vendor), so that it sends Security-Client with ipsec-3gpp. Or make the P-CSCF accept UEs without sec-agree.',
  settle: null,
  certain:
    'The REGISTER is whole in the capture and offers no mechanism; a 421 or 494 names that as the reason.',
  check: subject => {
    const refusal = lastRefusal(subject, ({ attempt }) => offersNothing(attempt));
    const refused = refusal !== null && (demands(refusal.status) || refusal.attempt.requiresSecAgree);
    const attempt = refused
      ? refusal.attempt
      : subject.attempts.find(one => offersNothing(one) && one.requiresSecAgree);
    if (attempt?.request == null) return null;
    const asked = attempt.requiresSecAgree
      ? 'requires sec-agree but has no Security-Client'
      : 'has neither Security-Client nor sec-agree in Require';
    if (!refused)
      return {
        detail: `The REGISTER of the UE ${asked}.`,
        frames: framesOf([attempt.request]),
        confidence: 'certain',
        severity: 'note',
      };
    return {
      detail: `The REGISTER of the UE ${asked}. The response is ${statusText(refusal.final)}.`,
      frames: framesOf([attempt.request, refusal.final]),
      confidence: demands(refusal.status) ? 'certain' : 'likely',
      severity: severityOf(refusal),
    };
  },
};

function offersNothing(attempt: AttemptFacts): boolean {
  const [request] = attempt.gm.requests;
  if (request === undefined || !isWhole(request)) return false;
  return attempt.securityClient.length === 0 && !isProtected(attempt);
}

/** 421 Extension Required, 494 Security Agreement Required. */
function demands(status: number): boolean {
  return status === 421 || status === 494;
}
