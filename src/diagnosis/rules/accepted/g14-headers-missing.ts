import { isAkaChallenge } from '../../../aka/challenge.ts';
import type { AttemptFacts } from '../../cases/case.ts';
import { isWhole } from '../../evidence/refusals/refusals.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §5.4.1.2.2F: the S-CSCF puts P-Associated-URI and Service-Route into the 200.
 *
 * Certain: the 200 on Gm is whole, and the header field is not in it. It names no cause of anything, so it is a note.
 */
export const headersMissing: RegistrationRule = {
  about: 'registration',
  id: 'G14',
  title: 'The 200 lacks P-Associated-URI or Service-Route',
  term: '200 OK without P-Associated-URI, without Service-Route',
  evidence: 'The 200 that the UE of an IMS gets has no P-Associated-URI or no Service-Route.',
  severity: 'note',
  advice:
    'Make the S-CSCF add both, and the P-CSCF pass them on. Without Service-Route the UE does not know its S-CSCF, and calls go to the P-CSCF without a route. Without P-Associated-URI it does not know its public identities.',
  settle: null,
  certain: 'The 200 is whole in the capture without these header fields.',
  check: ({ attempts }) => {
    const one = attempts.findLast(({ attempt }) => attempt.outcome === 'registered');
    const ok = one?.gmFinal ?? null;
    if (ok === null || (ok.message.status ?? 0) >= 300 || !isWhole(ok)) return null;
    // A registrar that is no IMS sends neither: there the challenge is not of AKA.
    if (!attempts.some(hasAka)) return null;
    const missing = NAMES.filter(name => ok.message.header(name) === null);
    if (missing.length === 0) return null;
    return {
      detail: `The 200 has no ${missing.join(' and no ')}.`,
      frames: framesOf([ok]),
      confidence: 'certain',
    };
  },
};

function hasAka({ gmChallenges, mwChallenges }: AttemptFacts): boolean {
  return [...gmChallenges, ...mwChallenges].some(isAkaChallenge);
}

const NAMES = ['P-Associated-URI', 'Service-Route'];
