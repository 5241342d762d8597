import { expect, test } from 'vitest';
import type { AttemptFacts, SetFacts } from '../../../src/diagnosis/cases/case.ts';
import {
  attemptAfter,
  downlinkOf,
  isHeard,
  isToUe,
  lastChallenged,
  packetsOf,
  productOf,
  secondsLeft,
  setOf,
  uplinkOf,
} from '../../../src/diagnosis/evidence/evidence.ts';
import { mechanismText } from '../../../src/diagnosis/evidence/mechanisms.ts';
import { parseSecurityMechanisms } from '../../../src/sip/security-agreement.ts';
import { caseOf, Script } from '../../support/events/script.ts';

const challenged = () => new Script().register().challengeMw().challenge();

test('what follows a challenge', async () => {
  const subject = await caseOf(
    challenged().answer().answer({ cseq: 2 }).ok().wait(5).mw('OPTIONS sip:x SIP/2.0'),
  );
  const last = lastChallenged(subject) as AttemptFacts;
  expect(last.attempt.cseq).toBe(1);
  expect(attemptAfter(subject, last)?.attempt.cseq).toBe(2);
  const set = setOf(subject, last) as SetFacts;
  expect([isHeard(set), packetsOf(uplinkOf(set)), packetsOf(downlinkOf(set))]).toEqual([true, 2, 1]);
  expect(secondsLeft(subject, last.gmFinal as NonNullable<typeof last.gmFinal>)).toBeCloseTo(5.04, 2);
  expect(last.gmFinal && isToUe(subject, last.gmFinal)).toBe(true);
});

test('nothing follows', async () => {
  const subject = await caseOf(challenged());
  const last = lastChallenged(subject) as AttemptFacts;
  expect(attemptAfter(subject, last)).toBeNull();
  expect(isHeard(setOf(subject, last) as SetFacts)).toBe(false);
  expect(lastChallenged(await caseOf(new Script().register()))).toBeNull();
});

test('names of algorithms and of products', async () => {
  const [one, none] = parseSecurityMechanisms(['ipsec-3gpp;alg=hmac-md5-96', 'ipsec-3gpp;ealg=aes-cbc']);
  expect([one, none].map(mechanism => mechanism && mechanismText(mechanism))).toEqual([
    'hmac-md5-96/null',
    'none/aes-cbc',
  ]);
  const subject = await caseOf(new Script().register({ headers: { 'User-Agent': 'phone 1' } }));
  expect(productOf(subject.attempts[0]?.request ?? null)).toBe('phone 1');
  expect(productOf(null)).toBeNull();
});
