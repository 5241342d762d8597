import { ANSWER_TIME, attemptAfter, isHeard, lastChallenged, secondsLeft, setOf } from '../evidence.ts';
import { framesOf, secondsText } from '../notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §5.1.1.5.3: a UE that finds AUTN wrong should say so with a REGISTER without `response`; many say nothing.
 * TS 33.203 §7.3: a UE abandons with no message if it cannot accept the algorithms.
 */
export const ueSilent: RegistrationRule = {
  about: 'registration',
  id: 'R01',
  title: 'The UE does not answer the challenge',
  term: 'UE silent after 401, AUTN MAC failure',
  evidence:
    'A 401 with Security-Server on Gm; neither ESP from the UE under the SPIs of that Security-Server nor a further REGISTER of the same Call-ID follows.',
  severity: 'error',
  advice:
    'Compare K and OP or OPc of the USIM with those in the IMS HSS (the HSS of the EPC may have others). If they agree, compare the 401 with one that the UE accepts: algorithms of Security-Server, realm, qop.',
  settle:
    'K and OPc with --usim show whether AUTN is right. A log of the UE, or a capture at the UE, shows whether the 401 arrived.',
  check: subject => {
    const challenged = lastChallenged(subject);
    if (challenged?.gmFinal == null || challenged.securityServer.length === 0) return null;
    if (challenged.attempt.protectedBy !== null || attemptAfter(subject, challenged) !== null) return null;
    const set = setOf(subject, challenged);
    if (set === null || isHeard(set)) return null;
    const left = secondsLeft(subject, challenged.gmFinal);
    const retried = subject.next !== null;
    const waited = retried || left >= ANSWER_TIME;
    const after = retried
      ? 'The UE begins anew with another Call-ID'
      : `The capture goes on for ${secondsText(left)}`;
    return {
      detail: `Nothing from the UE follows the 401: no ESP with SPI ${set.set.pcscf.spiS} or ${set.set.pcscf.spiC}, no REGISTER of this Call-ID. ${after}.`,
      frames: framesOf([challenged.gmFinal, ...(subject.next?.attempts[0]?.gm.requests.slice(0, 1) ?? [])]),
      confidence: waited ? 'likely' : 'possible',
    };
  },
};
