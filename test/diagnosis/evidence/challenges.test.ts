import { describe, expect, test } from 'vitest';
import { isAkaChallenge } from '../../../src/aka/challenge.ts';
import type { AttemptFacts, RegistrationCase } from '../../../src/diagnosis/cases/case.ts';
import {
  answersItsChallenge,
  offersAka,
  productText,
  type Round,
  roundsOf,
  severityBy,
  sqnText,
} from '../../../src/diagnosis/evidence/challenges.ts';
import { statusText } from '../../../src/diagnosis/evidence/evidence.ts';
import type { SipNote } from '../../../src/diagnosis/journal/notes.ts';
import { parseChallenge } from '../../../src/sip/digest.ts';
import { casesOf, NONCE, Script } from '../../support/events/script.ts';

async function subjectOf(script: Script): Promise<RegistrationCase> {
  return (await casesOf(script))[0] as RegistrationCase;
}

describe('roundsOf', () => {
  test('each challenge with the REGISTER behind it; that of Gm before that of Mw', async () => {
    const rounds = roundsOf(await subjectOf(new Script().register().challengeMw().challenge().answer().ok()));
    expect(rounds.map(({ final, answer }) => [final.frame, answer?.attempt.cseq])).toEqual([[3, 2]]);
    expect(answersItsChallenge(rounds[0] as Round)).toBe(true);
  });

  test('of Mw where that is all there is', async () => {
    const [round] = roundsOf(await subjectOf(new Script().register().challengeMw()));
    expect([round?.final.frame, round?.answer]).toEqual([2, null]);
    expect(answersItsChallenge(round as Round)).toBe(false);
  });

  test('the next REGISTER need not answer it', async () => {
    const [later] = roundsOf(await subjectOf(new Script().register().challenge().answer({ cseq: 5 })));
    const [anew] = roundsOf(await subjectOf(new Script().register().challenge().register({ cseq: 2 })));
    expect([later, anew].map(round => answersItsChallenge(round as Round))).toEqual([false, false]);
  });
});

test.each([
  [`Digest nonce="${NONCE}", algorithm=AKAv1-MD5`, true],
  [`Digest nonce="${NONCE}", algorithm="AKAv2-SHA-256"`, true],
  [`Digest nonce="${NONCE}"`, true],
  [`Digest nonce="${NONCE}", algorithm=MD5`, false],
  ['Digest nonce="0123456789abcdef0123456789abcdef"', false],
  ['Digest realm="ims"', false],
])('%s is of AKA: %s', (value, expected) => {
  expect(isAkaChallenge(parseChallenge(value))).toBe(expected);
});

test('what stands in messages', async () => {
  const headers = { Server: 'Lab 1' };
  const { attempts } = await subjectOf(new Script().register().challenge({ headers }));
  const [attempt] = attempts as [AttemptFacts];
  const final = attempt.gmFinal as SipNote;
  expect(offersAka(final)).toBe(true);
  expect(statusText(final)).toBe('401 Unauthorized');
  expect(productText(final)).toBe(' The sender identifies itself as "Lab 1".');
  expect(productText(attempt.request)).toBe('');
});

test('what a registration survived is a warning', async () => {
  expect(severityBy(await subjectOf(new Script().register().challengeMw().challenge().answer().ok()))).toBe(
    'warning',
  );
  expect(severityBy(await subjectOf(new Script().register()))).toBe('error');
});

test('an SQN in hex and decimal', () => {
  expect(sqnText(Uint8Array.of(0, 0, 0, 0x10, 0, 0x20))).toBe('000000100020 (1048608)');
});
