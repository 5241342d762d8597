import type { AttemptFacts } from '../../cases/case.ts';
import { roundsOf, sqnText } from '../../evidence/challenges.ts';
import { framesOf, type SipNote } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** TS 33.102 §6.3.3, RFC 3310 §3.3: what K and OPc of --usim tell about AUTN, AUTS and `response`. */
export const akaComputed: RegistrationRule = {
  about: 'registration',
  id: 'A01',
  title: 'The challenge, computed with the USIM given',
  term: 'AUTN, SQN, SQN_MS, RES',
  evidence: 'K and OP or OPc of the user with --usim: MAC and SQN of AUTN, SQN_MS of AUTS, `response`.',
  severity: 'note',
  advice: 'Nothing to do: it says what the keys can be ruled out for.',
  settle: null,
  check: subject => {
    const lines: string[] = [];
    const notes: SipNote[] = [];
    let wrong = false;
    for (const { challenged, final, answer } of roundsOf(subject).slice(-ROUNDS_SHOWN)) {
      const autn = challenged.challenge?.autn ?? null;
      if (autn === null) continue;
      wrong ||= !autn.macGood;
      notes.push(final, ...(answer?.request == null ? [] : [answer.request]));
      lines.push(
        autn.macGood && autn.sqn !== null
          ? `AUTN of frame ${final.frame} is right, SQN ${sqnText(autn.sqn)}${answerText(answer)}.`
          : `AUTN of frame ${final.frame} has a MAC that the USIM given does not compute.`,
      );
    }
    if (notes.length === 0) return null;
    const other = wrong && subject.outcome === 'registered';
    return {
      detail: `${lines.join(' ')}${other ? ' The UE registers all the same, so the USIM given is not the one in it.' : ''}`,
      frames: framesOf(notes),
      confidence: 'certain',
      ...(wrong
        ? {
            advice:
              'Compare K and OP or OPc given with those of the USIM and of the HSS; see that OP is not given as OPc.',
          }
        : {}),
    };
  },
};

/** The last challenges are those that matter. */
const ROUNDS_SHOWN = 3;

function answerText(answer: AttemptFacts | null): string {
  if (answer === null) return '';
  const { attempt, authorization } = answer;
  if (attempt.resynchronisation)
    return attempt.sqnMs === null
      ? '; the AUTS that answers it cannot be read with this USIM'
      : `; AUTS answers it with SQN_MS ${sqnText(attempt.sqnMs)}`;
  const qop = authorization?.qop ?? 'none';
  if (attempt.response === 'confirmed') return `; response is right (qop ${qop})`;
  return attempt.response === 'wrong' ? `; response is wrong (qop ${qop})` : '';
}
