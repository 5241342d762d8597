import { expect, test } from 'vitest';
import type { RegistrationCase } from '../../src/diagnosis/cases/case.ts';
import { decidingAttempt, decidingErrors } from '../../src/diagnosis/deciding.ts';
import { finding } from '../support/events/ladder.ts';
import { caseOf, Script } from '../support/events/script.ts';

/** Registered by frame 5, then refused at frame 7, then asked again at frame 8. */
const refusedLater = (): Promise<RegistrationCase> =>
  caseOf(
    new Script()
      .register()
      .challengeMw()
      .challenge()
      .answer()
      .ok()
      .answer({ cseq: 3 })
      .ok({ cseq: 3, startLine: 'SIP/2.0 500 Broken' })
      .answer({ cseq: 4 }),
  );

test('of a failure the attempt that failed decides, otherwise the last one', async () => {
  const subject = await refusedLater();
  expect(subject.outcome).toBe('failed');
  expect(decidingAttempt(subject, 'failed')?.attempt.cseq).toBe(3);
  expect(decidingAttempt({ ...subject, outcome: 'incomplete' }, 'failed')?.attempt.cseq).toBe(4);
  expect(decidingAttempt({ ...subject, attempts: [] }, 'incomplete')).toBeNull();
});

test('errors before the 200 are overtaken; those about the deciding attempt come first', async () => {
  const subject = await refusedLater();
  const found = [
    finding([1, 3], { rule: 'early' }),
    finding([4, 8], { rule: 'across' }),
    finding([7], { rule: 'deciding' }),
    finding([7], { rule: 'warning', severity: 'warning' }),
  ];
  const rules = (cseq: number) => {
    const decider = subject.attempts.find(({ attempt }) => attempt.cseq === cseq) ?? null;
    return decidingErrors(subject, found, decider).map(({ rule }) => rule);
  };
  expect(rules(3)).toEqual(['deciding', 'across']);
  expect(rules(4)).toEqual(['across', 'deciding']);
});

test('what comes before SIP is the first cause, the earliest first, if it is at least likely', async () => {
  const subject = await refusedLater();
  const found = [
    finding([7], { rule: 'deciding' }),
    finding([7, 8], { rule: 'P11' }),
    finding([6, 7], { rule: 'P04' }),
    finding([6], { rule: 'P12', confidence: 'possible' }),
  ];
  const decider = subject.attempts.find(({ attempt }) => attempt.cseq === 3) ?? null;
  expect(decidingErrors(subject, found, decider).map(({ rule }) => rule)).toEqual([
    'P04',
    'P11',
    'deciding',
    'P12',
  ]);
});

test('a frame of another file cannot be told to be earlier', async () => {
  const subject = await refusedLater();
  const other = finding([1], { frames: [{ file: 1, frame: 1 }] });
  expect(decidingErrors(subject, [other], null)).toEqual([other]);
});
