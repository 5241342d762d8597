import { expect, test } from 'vitest';
import type { RegistrationDiagnosis } from '../../../src/model/diagnosis.ts';
import { comparisonOf, sideName, sideVerdict } from '../../../src/output/compare/comparison.ts';
import { call } from './compare-messages.ts';

const GOOD = call(200, 'INVITE sip:x SIP/2.0', 'SIP/2.0 183 Session Progress', 'SIP/2.0 200 OK');
const BAD = call(480, 'INVITE sip:x SIP/2.0', 'SIP/2.0 480 Temporarily Unavailable');

test('the steps of a call are its messages', () => {
  const { steps, differences } = comparisonOf(GOOD, BAD);
  expect(steps.map(({ good, bad }) => [good?.text ?? null, bad?.text ?? null])).toEqual([
    ['INVITE 1', 'INVITE 1'],
    ['183 Session Progress: 183 to INVITE 1', null],
    ['200 OK: answer to INVITE 1', null],
    [null, '480 Temporarily Unavailable: answer to INVITE 1'],
  ]);
  expect(differences.map(({ kind, item }) => [kind, item])).toEqual([
    ['missing', null],
    ['changed', 'status'],
  ]);
});

test('how a side is called, and what became of it', () => {
  expect([sideName(GOOD), sideVerdict(GOOD), sideVerdict(BAD), sideVerdict(call(null))]).toEqual([
    'INVITE a@b',
    'answered: 200',
    'failed: 480',
    'no final answer',
  ]);
  const registration = { registration: { impi: 'me@x', impu: null }, outcome: 'failed', verdict: 'refused' };
  const side = { ...GOOD, registration: registration as unknown as RegistrationDiagnosis };
  expect([sideName(side), sideVerdict(side)]).toEqual(['me@x', 'failed: refused']);
});
