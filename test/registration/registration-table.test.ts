import { expect, test } from 'vitest';
import type { AttemptOutcome } from '../../src/model/registration.ts';
import type { SaSet } from '../../src/model/security-association.ts';
import { outcomeOf, RegistrationTable } from '../../src/registration/registration-table.ts';
import { leg } from '../support/events/register-leg.ts';

function tableOf(registrations: number, registrationBytes = 1e6): RegistrationTable {
  return new RegistrationTable({ registrations, registrationBytes });
}

test('one registration a Call-ID, one attempt a CSeq', () => {
  const table = tableOf(10);
  const registration = table.obtain('a');
  expect(table.obtain('a')).toBe(registration);
  expect(table.attempt(registration, 1)).toBe(table.attempt(registration, 1));
  table.attempt(registration, 2);
  expect(registration.attempts.length).toBe(2);
});

test('a full table gives up its oldest registration and counts it', () => {
  const table = tableOf(2);
  for (const callId of ['a', 'b', 'c']) table.obtain(callId);
  expect(table.all().map(({ callId }) => callId)).toEqual(['b', 'c']);
  expect(table.evicted).toBe(1);
});

test('a registration that grows makes older ones give way, and at last itself', () => {
  const table = tableOf(10, 8000);
  table.obtain('a');
  const growing = table.obtain('b');
  for (let cseq = 1; cseq <= 10; cseq++) table.attempt(growing, cseq);
  expect(table.all().map(({ callId }) => callId)).toEqual(['b']);
  for (let cseq = 11; cseq <= 20; cseq++) table.attempt(growing, cseq);
  expect([table.all(), table.evicted]).toEqual([[], 2]);
  table.obtain('c');
  expect(table.all().map(({ callId }) => callId)).toEqual(['c']);
});

test('attempts and sets of one registration, and ways of one attempt, are bounded', () => {
  const table = tableOf(10, 1e9);
  const registration = table.obtain('a');
  for (let cseq = 1; cseq <= 1002; cseq++) table.attempt(registration, cseq);
  expect([registration.attempts.length, registration.attempts[0]?.cseq]).toEqual([1000, 3]);
  expect(table.evictedAttempts).toBe(2);
  for (let i = 0; i < 2000; i++) table.noteSet(registration, { id: i } as SaSet);
  expect([registration.sets.length, registration.sets[0]?.id]).toEqual([1000, 1000]);
  const attempt = table.attempt(registration, 500);
  for (let i = 0; i < 100; i++) table.addLeg(registration, attempt, leg(`10.0.0.${i}`, '10.1.0.1'));
  expect(attempt.legs.length).toBe(16);
});

test('a frame is noted once, and retransmissions without end are bounded', () => {
  const table = tableOf(10);
  const registration = table.obtain('a');
  const frames: { file: number; frame: number }[] = [];
  for (let frame = 1; frame < 1000; frame++) table.noteFrame(registration, frames, 0, frame);
  table.noteFrame(registration, frames, 0, 1);
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
  const table = tableOf(1);
  const registration = table.obtain('a');
  for (const [cseq, outcome] of outcomes.entries()) table.attempt(registration, cseq).outcome = outcome;
  expect(outcomeOf(registration)).toBe(expected);
});
