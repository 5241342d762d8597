import { expect, test } from 'vitest';
import { ueSilent } from '../../../src/diagnosis/rules/aka/r01-ue-silent.ts';
import { findingOf } from '../../../src/diagnosis/rules/rule.ts';

const HIT = { detail: 'seen', frames: [{ file: 0, frame: 1 }], confidence: 'likely' } as const;

test('a finding has the texts of its rule where the hit has none', () => {
  expect(findingOf(ueSilent, HIT, 'a@ue')).toEqual({
    rule: 'R01',
    severity: ueSilent.severity,
    title: ueSilent.title,
    advice: ueSilent.advice,
    settle: ueSilent.settle,
    callId: 'a@ue',
    ...HIT,
  });
});

test('a hit may say it otherwise, also that nothing is left to settle', () => {
  const own = { severity: 'note', title: 'T', advice: 'A', settle: null } as const;
  expect(findingOf(ueSilent, { ...HIT, ...own }, null)).toMatchObject({ ...own, callId: null });
});
