import { statusText } from '../../evidence/evidence.ts';
import { lastRefusal, saysAny, severityOf } from '../../evidence/refusals/refusals.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** Only Kamailio sends 478. https://github.com/open5gs/open5gs/issues/337: the P-CSCF could not resolve the home domain. */
export const unresolvable: RegistrationRule = {
  about: 'registration',
  id: 'R29',
  title: 'A CSCF cannot resolve the next hop',
  term: '478 Unresolvable destination',
  evidence: 'A REGISTER gets a 478, or a response with `Unresolvable destination` in its reason phrase.',
  severity: 'error',
  advice:
    'Add NAPTR, SRV or A records of the home domain (ims.mncNNN.mccNNN.3gppnetwork.org in the Request-URI) that lead to the I-CSCF. Check that the P-CSCF asks this DNS server (/etc/resolv.conf, in its container too). The I-CSCF must resolve the name of the S-CSCF.',
  settle: null,
  certain: 'The response says itself that the next hop could not be resolved.',
  check: subject => {
    const refusal = lastRefusal(
      subject,
      one => one.status === 478 || saysAny(one, /unresolvable destination/i),
    );
    if (refusal === null) return null;
    const { request } = refusal.attempt;
    const uri = request?.message.requestUri ?? null;
    return {
      detail: `The REGISTER got ${statusText(refusal.final)}${uri === null ? '' : ` for the Request-URI ${uri}`}.`,
      frames: framesOf([request, refusal.final].filter(note => note !== null)),
      confidence: 'certain',
      severity: severityOf(refusal),
    };
  },
};
