import { expect, test } from 'vitest';
import type { AttemptOutcome } from '../../src/model/registration.ts';
import {
  noteFrame,
  obtainAttempt,
  outcomeOf,
  RegistrationTable,
} from '../../src/registration/registration-table.ts';

test('one registration a Call-ID, one attempt a CSeq', () => {
  const table = new RegistrationTable(10);
  const registration = table.obtain('a');
  expect(table.obtain('a')).toBe(registration);
  expect(obtainAttempt(registration, 1)).toBe(obtainAttempt(registration, 1));
  obtainAttempt(registration, 2);
  expect(registration.attempts.length).toBe(2);
});

test('a full table gives up its oldest registration and counts it', () => {
  const table = new RegistrationTable(2);
  for (const callId of ['a', 'b', 'c']) table.obtain(callId);
  expect(table.all().map(({ callId }) => callId)).toEqual(['b', 'c']);
  expect(table.evicted).toBe(1);
});

test('a frame is noted once, and retransmissions without end are bounded', () => {
  const frames: { file: number; frame: number }[] = [];
  for (let frame = 1; frame < 1000; frame++) noteFrame(frames, 0, frame);
  noteFrame(frames, 0, 1);
  expect(frames.length).toBe(64);
});

test.each<[AttemptOutcome[], string]>([
  [['challenged', 'registered'], 'registered'],
  [['challenged', 'registered', 'challenged', 'unanswered'], 'incomplete'],
  [['challenged', 'unanswered'], 'incomplete'],
  [['challenged', 'failed'], 'failed'],
  [['challenged', 'registered', 'deregistered'], 'deregistered'],
  [[], 'incomplete'],
])('attempts %j make the registration %s', (outcomes, expected) => {
  const registration = new RegistrationTable(1).obtain('a');
  for (const [cseq, outcome] of outcomes.entries()) obtainAttempt(registration, cseq).outcome = outcome;
  expect(outcomeOf(registration)).toBe(expected);
});
