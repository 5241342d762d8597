import { expect, test } from 'vitest';
import { Identities } from '../../../../src/output/report/page/identities.js';
import type { RegistrationFacts } from '../../../../src/output/report/report-data.ts';
import { listed } from '../../../support/events/listed-message.ts';

const REGISTRATION: RegistrationFacts = {
  callId: 'r1',
  impi: 'alice@ims',
  impu: 'sip:alice@ims',
  ue: null,
  pcscf: null,
  outcome: 'registered',
  verdict: null,
  attempts: [],
  steps: [],
  findings: [],
  sets: [7],
};
const identities = new Identities([REGISTRATION]);

test('by Call-ID, by SA set, by what the message says', () => {
  const esp = { spi: 1, sequence: 1, set: 7, sa: 'uc->ps', icv: 'good' };
  expect(identities.of(listed({ callId: 'r1' }))).toBe('alice@ims sip:alice@ims');
  expect(identities.of(listed({ callId: 'other', esp }))).toBe('alice@ims sip:alice@ims');
  expect(identities.of(listed({ callId: 'other', esp: { ...esp, set: 8 } }))).toBe('');
  expect(identities.of(listed({ callId: 'r1', username: 'bob@ims' }))).toBe(
    'bob@ims alice@ims sip:alice@ims',
  );
});

test('private identities once', () => {
  expect(new Identities([REGISTRATION, REGISTRATION, { ...REGISTRATION, impi: null }]).all).toEqual([
    'alice@ims',
  ]);
});
