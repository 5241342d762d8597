import { statusText } from '../../evidence/evidence.ts';
import { lastRefusal, saysAny, severityOf } from '../../evidence/refusals.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** 478 is Kamailio's own. https://github.com/open5gs/open5gs/issues/337: the P-CSCF could not resolve the home domain. */
export const unresolvable: RegistrationRule = {
  about: 'registration',
  id: 'R29',
  title: 'A CSCF cannot resolve the next hop',
  term: '478 Unresolvable destination',
  evidence: 'A 478, or `Unresolvable destination` in the reason phrase of the answer to a REGISTER.',
  severity: 'error',
  advice:
    'Let the DNS that the P-CSCF asks (/etc/resolv.conf, in its container too) resolve the home domain of the Request-URI: NAPTR, SRV or A records of ims.mncNNN.mccNNN.3gppnetwork.org that lead to the I-CSCF; the I-CSCF needs the name of the S-CSCF.',
  settle: null,
  check: subject => {
    const refusal = lastRefusal(
      subject,
      one => one.status === 478 || saysAny(one, /unresolvable destination/i),
    );
    if (refusal === null) return null;
    const { request } = refusal.attempt;
    const uri = request?.message.requestUri ?? null;
    return {
      detail: `The REGISTER got ${statusText(refusal.final)}${uri === null ? '' : `; its Request-URI is ${uri}`}.`,
      frames: framesOf([request, refusal.final].filter(note => note !== null)),
      confidence: 'certain',
      severity: severityOf(refusal),
    };
  },
};
