import type { AttemptFacts } from '../../cases/case.ts';
import { productText } from '../../evidence/challenges.ts';
import { attemptAfter, isHeard, setOf } from '../../evidence/evidence.ts';
import { framesOf } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/**
 * TS 24.229 §5.2.2: the P-CSCF takes ck and ik out. Seen in https://github.com/open5gs/open5gs/issues/491 and
 * https://github.com/open5gs/open5gs/issues/509: UEs that ignored such a 401 answered once ck and ik were gone.
 */
export const keysOnGm: RegistrationRule = {
  about: 'registration',
  id: 'R02',
  title: 'The 401 to the UE shows CK and IK',
  term: 'ck and ik in WWW-Authenticate on Gm',
  evidence: 'A 401 to the address of the UE whose WWW-Authenticate has a ck or ik parameter.',
  severity: 'warning',
  advice:
    'Take ck and ik out of WWW-Authenticate in the P-CSCF. Kamailio leaves that to the configuration: remove_hf("WWW-Authenticate"), then append it again without them, as the newer published IMS configurations do.',
  settle: null,
  check: subject => {
    const leaking = subject.attempts.filter(showsKeys);
    const [first] = leaking;
    if (first === undefined) return null;
    const set = setOf(subject, first);
    const silent = set !== null && !isHeard(set) && attemptAfter(subject, first) === null;
    const reader = set === null ? '' : ' Whoever captures on the way reads the whole session.';
    const ignored = silent ? ' The UE does not answer this 401: some UEs ignore one with ck and ik.' : '';
    return {
      detail: `WWW-Authenticate has ck and ik on the way to ${first.gmFinal?.destination}.${reader}${ignored}${productText(first.gmFinal)}`,
      frames: framesOf(
        leaking.flatMap(({ gm }) => gm.responses.filter(({ message }) => message.status === 401)),
      ),
      confidence: 'certain',
      severity: set === null ? 'note' : 'warning',
    };
  },
};

function showsKeys({ gmChallenge }: AttemptFacts): boolean {
  return gmChallenge !== null && (gmChallenge.parameters.has('ck') || gmChallenge.parameters.has('ik'));
}
