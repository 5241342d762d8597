import { ipsecMechanisms } from '../../../sip/security-agreement.ts';
import type { AttemptFacts } from '../../cases/case.ts';
import { attemptAfter, isTunnelled, statusText } from '../../evidence/evidence.ts';
import { looksLikeClearCopy } from '../../evidence/gm-ports.ts';
import { otherCommon } from '../../evidence/mechanisms.ts';
import { framesOf, type SipNote } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §5.1.1.5.1: the UE answers a challenge with Security-Server in the agreed SAs.
 * https://github.com/open5gs/open5gs/issues/1437: a UE fell back to port 5060, and the 200 never reached it. A REGISTER
 * without `response` refuses the challenge (§5.1.1.5.3); it is rightly unprotected.
 *
 * Certain where both ends named ipsec-3gpp and no other mechanism for SIP: the UE that answers may use nothing else
 * (RFC 3329 §2.3.1). Only likely where they share another one, such as tls or digest, which the UE may have preferred.
 */
export const answerInClear: RegistrationRule = {
  about: 'registration',
  id: 'R15',
  title: 'The UE answers the challenge outside IPsec',
  term: 'unprotected REGISTER after 401 with Security-Server, fall-back to port 5060',
  evidence:
    'A REGISTER without `auts` answers (with `response`) the nonce of a 401 that had a Security-Server with ipsec-3gpp, but it is unprotected. The UE had offered ipsec-3gpp.',
  severity: 'error',
  advice:
    'Check that IPsec for IMS is switched on in the carrier configuration of the UE. Check that the UE can install ESP SAs with the algorithms of Security-Server (nearly all UEs can with a null cipher). The UE answered the challenge, but did not use the SAs.',
  settle:
    'Read a log of the UE: did it fail to install the SAs? Offer other algorithms in the 401: does the UE use ESP then?',
  certain:
    'The REGISTER answers the nonce outside ESP, and both ends share no other mechanism than ipsec-3gpp.',
  check: subject => {
    for (const challenged of subject.attempts) {
      const answer = attemptAfter(subject, challenged);
      if (answer === null || !isOutside(challenged, answer)) continue;
      const request = answer.gm.requests[0];
      if (request === undefined) continue;
      const isCopy = looksLikeClearCopy(challenged, answer);
      // What is answered at a protected port was protected there.
      if (isCopy && answer.gmFinal !== null) continue;
      const registered = answer.attempt.outcome === 'registered';
      const end =
        answer.gmFinal === null
          ? 'The capture shows no response'
          : `The response is ${statusText(answer.gmFinal)}`;
      const frames = framesOf([challenged.gmFinal, request, answer.gmFinal].filter(note => note !== null));
      return {
        detail: `The REGISTER that answers the challenge went unprotected from port ${request.sourcePort} to port ${request.destinationPort}, not in ESP to port-s ${ipsecMechanisms(challenged.securityServer)[0]?.portS ?? 'of the P-CSCF'}. ${end}.`,
        frames,
        confidence: isCopy || otherCommon(challenged).length > 0 ? 'likely' : 'certain',
        severity: registered ? 'warning' : 'error',
      };
    }
    return null;
  },
};

function isOutside(challenged: AttemptFacts, answer: AttemptFacts): boolean {
  const { gmChallenge, request, securityClient, securityServer } = challenged;
  const isOffered = request === null || ipsecMechanisms(securityClient).length > 0;
  if (gmChallenge === null || !isOffered || ipsecMechanisms(securityServer).length === 0) return false;
  if (isTunnelled(securityServer)) return false;
  const { attempt, authorization, gm } = answer;
  const answers = attempt.answeredNonce === gmChallenge.nonce && (authorization?.response ?? '') !== '';
  return answers && !attempt.resynchronisation && gm.requests.every(isBare);
}

/** A monitor or the diag port of a phone may show a packet as it is above IPsec: that tells nothing of the network. */
function isBare({ protection, wrapper = null }: SipNote): boolean {
  return protection === null && (wrapper === null || wrapper === 'vn-tag');
}
