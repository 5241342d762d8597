import { expect, test } from 'vitest';
import { refusalsOf } from '../../../../src/diagnosis/evidence/refusals/refusals.ts';
import { isOfPcscf } from '../../../../src/diagnosis/evidence/refusals/sender.ts';
import { caseOf, Script } from '../../../support/events/script.ts';

const FORBIDDEN = { startLine: 'SIP/2.0 403 Forbidden' };
const challenged = () => new Script().register().registerMw().challengeMw().challenge();

async function ofPcscf(script: Script) {
  const subject = await caseOf(script);
  return refusalsOf(subject).map(refusal => isOfPcscf(subject, refusal));
}

test('of the P-CSCF if Mw was captured, and the REGISTER is not on it', async () => {
  expect(await ofPcscf(challenged().answer().ok(FORBIDDEN))).toEqual([true]);
});

test('of the core if it was forwarded, or answered there', async () => {
  expect(await ofPcscf(challenged().answer().registerMw({ cseq: 2 }).ok(FORBIDDEN))).toEqual([false]);
  const answered = challenged().answer().mwBack('SIP/2.0 403 Forbidden', { cseq: 2 }).ok(FORBIDDEN);
  expect(await ofPcscf(answered)).toEqual([false]);
});

test('not told without Mw', async () => {
  expect(await ofPcscf(new Script().register().challenge().answer().ok(FORBIDDEN))).not.toContain(true);
});
