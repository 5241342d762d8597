import { answersItsChallenge, productText, type Round, roundsOf } from '../../evidence/challenges.ts';
import { statusText } from '../../evidence/evidence.ts';
import { framesOf, secondsBetween, secondsText } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** reg-await-auth, the same in S-CSCF, P-CSCF and UE (TS 24.229 §7.8), seconds. */
const AWAIT_AUTH = 240;

/** auth_vector_timeout of Kamailio's ims_auth, seconds. */
const KAMAILIO_AWAIT = 60;

/** TS 24.229 §5.4.1.2.2: the S-CSCF drops the challenge when reg-await-auth expires. */
export const lateAnswer: RegistrationRule = {
  about: 'registration',
  id: 'F11',
  title: 'The UE answers the challenge too late',
  term: 'reg-await-auth expired, authentication timeout',
  evidence:
    'A REGISTER answers a challenge more than four minutes after the 401. With a Kamailio S-CSCF: more than 60 s after it, and the REGISTER is challenged again.',
  severity: 'error',
  advice:
    'Find out why the UE needs so long: loss on the radio link, or a retry timer. Kamailio keeps a vector for auth_vector_timeout seconds (60): raise it if UEs answer later.',
  settle: 'Capture at the UE: when does the 401 arrive there?',
  check: subject => {
    for (const round of roundsOf(subject)) {
      const { final, answer } = round;
      if (answer?.request == null || !answersItsChallenge(round)) continue;
      const late = secondsBetween(final, answer.request);
      const overdue = late > AWAIT_AUTH;
      const forgotten = late > KAMAILIO_AWAIT && isKamailio(round) && answer.final?.message.status === 401;
      if (!overdue && !forgotten) continue;
      const accepted = answer.final?.message.status === 200;
      const end =
        answer.final === null
          ? 'The capture shows no final response.'
          : `The response is ${statusText(answer.final)}.`;
      return {
        detail: `The UE answers the challenge ${secondsText(late)} after the 401. ${end}${productText(final)}`,
        frames: framesOf([final, answer.request, answer.final].filter(note => note !== null)),
        // The UE may have answered before, in packets that the capture lacks.
        confidence: 'likely',
        severity: accepted ? 'note' : subject.outcome === 'registered' ? 'warning' : 'error',
      };
    }
    return null;
  },
};

function isKamailio({ final }: Round): boolean {
  return (
    /kamailio/i.test(final.message.header('server') ?? '') ||
    / - Challenging the UE$/.test(final.message.startLine)
  );
}
