import type { AttemptFacts } from '../../cases/case.ts';
import { productText } from '../../evidence/challenges.ts';
import { attemptAfter, isHeard, setOf } from '../../evidence/evidence.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §5.2.2: the P-CSCF removes ck and ik. In https://github.com/open5gs/open5gs/issues/491 and
 * https://github.com/open5gs/open5gs/issues/509 UEs ignored such a 401, and answered once ck and ik were removed.
 */
export const keysOnGm: RegistrationRule = {
  about: 'registration',
  id: 'R02',
  title: 'The 401 to the UE reveals CK and IK',
  term: 'ck and ik in WWW-Authenticate on Gm',
  evidence: 'WWW-Authenticate of a 401 to the UE has a ck or ik parameter.',
  severity: 'warning',
  advice:
    'Make the P-CSCF remove ck and ik from WWW-Authenticate. In Kamailio the configuration must do it: call remove_hf("WWW-Authenticate"), then append the header again without them, as newer published IMS configurations do.',
  settle: null,
  certain: 'The 401 on Gm is in the capture with ck or ik in it.',
  check: subject => {
    const leaking = subject.attempts.filter(showsKeys);
    const [first] = leaking;
    if (first === undefined) return null;
    const set = setOf(subject, first);
    const silent = set !== null && !isHeard(set) && attemptAfter(subject, first) === null;
    const reader = set === null ? '' : ' Anyone who captures on the path can decrypt the whole session.';
    const ignored = silent ? ' The UE does not answer this 401: some UEs ignore a 401 with ck and ik.' : '';
    return {
      detail: `WWW-Authenticate in the 401 to ${first.gmFinal?.destination} has ck and ik.${reader}${ignored}${productText(first.gmFinal)}`,
      frames: framesOf(
        leaking.flatMap(({ gm }) => gm.responses.filter(({ message }) => message.status === 401)),
      ),
      confidence: 'certain',
      severity: set === null ? 'note' : 'warning',
    };
  },
};

function showsKeys({ gmChallenges }: AttemptFacts): boolean {
  return gmChallenges.some(({ parameters }) => parameters.has('ck') || parameters.has('ik'));
}
