import type { AttemptFacts, RegistrationCase } from '../../cases/case.ts';
import { ANSWER_TIME, isProtected, productOf, secondsLeft } from '../../evidence/evidence.ts';
import { signsOfPcscf } from '../../evidence/silence/signs-of-life.ts';
import { framesOf, isAfter, type SipNote, secondsText } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * https://github.com/open5gs/open5gs/issues/408: a Kamailio without free ports or SPIs logs "No free client port for
 * IPSEC tunnel creation"; its configuration then decides whether it forwards the 401.
 */
export const challengeNotPassedOn: RegistrationRule = {
  about: 'registration',
  id: 'G2',
  title: 'The P-CSCF does not forward the 401 to the UE',
  term: '401 on Mw but not on Gm, No free client port for IPSEC tunnel creation',
  evidence:
    'Mw shows a 401 to an unprotected REGISTER from Gm. No final response follows on Gm, although the capture goes on for at least 10 s or the UE starts a new registration.',
  severity: 'error',
  advice:
    'Read the log of the P-CSCF at this time. Kamailio logs "No free client port for IPSEC tunnel creation" (raise ipsec_max_connections, or delete stale tunnels), "Error getting CK" (the 401 has no ck or ik) or "Unsupported mechanism" (Security-Client does not begin with ipsec-3gpp).',
  settle: 'Capture at the P-CSCF on all interfaces, if this capture was made elsewhere on Gm.',
  check: subject => {
    for (const attempt of subject.attempts) {
      const challenge = challengeOnMw(attempt);
      if (challenge === null || !isWaited(subject, attempt, challenge)) continue;
      if (signsOfPcscf(subject, challenge).length > 0) continue;
      const lossy = subject.capture.gaps > 0;
      const product = productOf(attempt.gm.responses[0] ?? null);
      const left = secondsLeft(subject, challenge);
      return {
        detail: `The 401 reaches the P-CSCF (${challenge.destination}). No final response goes to the UE in the next ${secondsText(left)}.${
          product === null ? '' : ` The P-CSCF identifies itself as "${product}".`
        }`,
        frames: framesOf(
          [attempt.request, challenge, ...attempt.gm.requests.slice(1)].filter(note => note !== null),
        ),
        confidence: lossy ? 'possible' : 'likely',
        severity: lossy ? 'warning' : 'error',
      };
    }
    return null;
  },
};

/** The last 401 on Mw: several CSCFs forward it. */
function challengeOnMw(attempt: AttemptFacts): SipNote | null {
  const { gm, mw, gmFinal } = attempt;
  if (gm.requests.length === 0 || gmFinal !== null || isProtected(attempt)) return null;
  return mw.responses.findLast(({ message }) => message.status === 401) ?? null;
}

function isWaited(subject: RegistrationCase, { gm }: AttemptFacts, challenge: SipNote): boolean {
  const repeated = gm.requests.some(request => isAfter(request, challenge));
  return repeated || subject.next !== null || secondsLeft(subject, challenge) >= ANSWER_TIME;
}
