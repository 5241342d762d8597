import { expect, test } from 'vitest';
import {
  challengeLoopOf,
  isAnswer,
  offers,
} from '../../../../src/diagnosis/evidence/refusals/challenge-loop.ts';
import { casesOf, NONCE, Script } from '../../../support/events/script.ts';

const nonceOf = (n: number) => (n === 1 ? NONCE : NONCE.replace('I', String.fromCharCode(64 + n)));
const challengeOf = (n: number, more = '') => ({
  'WWW-Authenticate': `Digest realm="ims", nonce="${nonceOf(n)}", algorithm=AKAv1-MD5, qop="auth"${more}`,
});
const answerOf = (n: number) => ({
  Authorization: `Digest username="alice@ims", realm="ims", uri="sip:ims", nonce="${nonceOf(n)}", response="0123456789abcdef0123456789abcdef", algorithm=AKAv1-MD5, qop=auth, nc=00000001, cnonce="1"`,
});

/** Challenges 1 to `rounds`, each but the last answered. */
function looping(rounds: number, more = '', callId = 'a@ue', script = new Script()) {
  script.register({ callId }).challenge({ callId, headers: challengeOf(1, more) });
  for (let n = 2; n <= rounds; n++) {
    script.clear('REGISTER sip:ims SIP/2.0', { callId, cseq: n, headers: answerOf(n - 1) });
    script.clearBack('SIP/2.0 401 Unauthorized', { callId, cseq: n, headers: challengeOf(n, more) });
  }
  return script;
}

const loopsOf = async (script: Script) => (await casesOf(script)).map(challengeLoopOf);

test('two answers, each with a new challenge, and no 200', async () => {
  const [loop] = await loopsOf(looping(3));
  expect(loop?.answers).toHaveLength(2);
  expect(loop?.own.map(({ attempt }) => attempt.cseq)).toEqual([2, 3]);
  expect(loop?.challenges.map(({ frame }) => frame)).toEqual([4, 6]);
  expect(loop?.isStale).toBe(false);
});

test('stale=true in each new challenge', async () => {
  expect((await loopsOf(looping(4, ', stale=TRUE')))[0]?.isStale).toBe(true);
});

test('one answer is no loop, but one in each of two registrations of a UE is', async () => {
  expect(await loopsOf(looping(2))).toEqual([null]);
  const both = await loopsOf(looping(2, '', 'b@ue', looping(2)));
  expect(both.map(loop => loop?.answers.length)).toEqual([2, 2]);
});

test('a 200 ends it', async () => {
  const script = looping(3).clear('REGISTER sip:ims SIP/2.0', { cseq: 4, headers: answerOf(3) });
  expect(await loopsOf(script.clearBack('SIP/2.0 200 OK', { cseq: 4, headers: { Expires: '60' } }))).toEqual([
    null,
  ]);
});

test('an answer and a challenge', async () => {
  const [one] = await casesOf(looping(2));
  expect(one?.attempts.map(isAnswer)).toEqual([false, true]);
  expect(one?.attempts.map(attempt => offers(attempt, nonceOf(2)))).toEqual([false, true]);
  expect(one?.attempts.map(attempt => offers(attempt, null))).toEqual([false, false]);
});
