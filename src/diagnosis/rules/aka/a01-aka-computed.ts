import type { AttemptFacts } from '../../cases/case.ts';
import { roundsOf, sqnText } from '../../evidence/challenges.ts';
import { framesOf, type SipNote } from '../../journal/notes.ts';
import type { RegistrationRule } from '../rule.ts';

/** TS 33.102 §6.3.3, RFC 3310 §3.3: K and OPc of --usim check AUTN, AUTS and `response`. */
export const akaComputed: RegistrationRule = {
  about: 'registration',
  id: 'A01',
  title: 'The challenge checked with the given USIM keys',
  term: 'AUTN, SQN, SQN_MS, RES',
  evidence:
    '--usim gives K and OP or OPc of the user. From them come MAC and SQN of AUTN, SQN_MS of AUTS, and `response`.',
  severity: 'note',
  advice: 'Nothing to do. What is right here rules out the USIM keys as the cause.',
  settle: null,
  certain: 'The values are computed from the given K and OPc.',
  check: subject => {
    const lines: string[] = [];
    const notes: SipNote[] = [];
    let wrong = false;
    for (const { challenged, final, answer } of roundsOf(subject).slice(-ROUNDS_SHOWN)) {
      const autn = challenged.challenge?.autn ?? null;
      if (autn === null) continue;
      wrong ||= !autn.macGood;
      notes.push(final);
      if (answer?.request != null) notes.push(answer.request);
      lines.push(
        autn.macGood && autn.sqn !== null
          ? `AUTN of frame ${final.frame} is right, SQN ${sqnText(autn.sqn)}${answerText(answer)}.`
          : `AUTN of frame ${final.frame} has a MAC that does not match the given USIM keys.`,
      );
    }
    if (notes.length === 0) return null;
    const other = wrong && subject.outcome === 'registered';
    return {
      detail: `${lines.join(' ')}${other ? ' The UE registers anyway, so it does not hold the given USIM.' : ''}`,
      frames: framesOf(notes),
      confidence: 'certain',
      ...(wrong
        ? {
            advice:
              'Compare the given K and OP or OPc with the USIM and with the HSS. Check that OP was not given as OPc.',
          }
        : {}),
    };
  },
};

/** Challenges shown: the last ones matter most. */
const ROUNDS_SHOWN = 3;

function answerText(answer: AttemptFacts | null): string {
  if (answer === null) return '';
  const { attempt, authorization } = answer;
  if (attempt.resynchronisation)
    return attempt.sqnMs === null
      ? '; the AUTS in the answer does not match this USIM'
      : `; the answer is an AUTS with SQN_MS ${sqnText(attempt.sqnMs)}`;
  const qop = authorization?.qop ?? 'none';
  if (attempt.response === 'confirmed') return `; response is right (qop ${qop})`;
  return attempt.response === 'wrong' ? `; response is wrong (qop ${qop})` : '';
}
