import type { AttemptFacts } from '../../cases/case.ts';
import { productText, severityBy } from '../../evidence/challenges.ts';
import { statusText } from '../../evidence/evidence.ts';
import { suitesText } from '../../evidence/mechanisms.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 33.203 §7.3.2.1: a P-CSCF that supports none of the offered algorithms refuses the first REGISTER with a suitable
 * 4xx, and does not ask the S-CSCF. The clause names no status; some P-CSCFs give the cause in the reason phrase.
 */
export const noCommonAlgorithm: RegistrationRule = {
  about: 'registration',
  id: 'F2',
  title: 'The P-CSCF supports none of the algorithms that the UE offers',
  term: 'no common IPsec algorithm, No Acceptable IPsec Algorithm',
  evidence:
    'A REGISTER with Security-Client is refused before any challenge. The reason phrase mentions algorithms, or the offer has no algorithm of TS 33.203.',
  severity: 'error',
  advice:
    'Compare the offer in Security-Client with the algorithms that the P-CSCF allows, and allow a pair of the offer there. Nearly all products support hmac-sha-1-96 with aes-cbc or null. Newer releases have dropped hmac-md5-96 and des-ede3-cbc.',
  settle: 'Read the log of the P-CSCF at this REGISTER, and its list of algorithms.',
  certain: 'The response to the offer says itself that the algorithms are the reason.',
  check: subject => {
    if (subject.attempts.some(({ gmChallenge, mwChallenge }) => (gmChallenge ?? mwChallenge) !== null))
      return null;
    const hit = subject.attempts.find(isRefusedOffer);
    if (hit?.final == null || hit.request === null) return null;
    const { request, final, securityClient } = hit;
    return {
      detail: `Security-Client offers ${suitesText(securityClient)}. The response, before any challenge, is ${statusText(final)}.${productText(final)}`,
      frames: framesOf([request, final]),
      confidence: saysAlgorithm(hit) ? 'certain' : 'possible',
      severity: severityBy(subject),
    };
  },
};

function isRefusedOffer(one: AttemptFacts): boolean {
  const status = one.final?.message.status ?? 0;
  if (status < 400 || status >= 600 || !one.securityClient.some(({ name }) => name === 'ipsec-3gpp'))
    return false;
  const known = one.securityClient.some(
    ({ name, alg, ealg }) => name === 'ipsec-3gpp' && alg !== null && ealg !== null,
  );
  return saysAlgorithm(one) || !known;
}

function saysAlgorithm({ final }: AttemptFacts): boolean {
  return /algorithm|cipher|\bealg\b/i.test(final?.message.reason ?? '');
}
