import { expect, test } from 'vitest';
import type { RegistrationCase, SetFacts } from '../../../src/diagnosis/cases/case.ts';
import type { UnansweredEsp } from '../../../src/diagnosis/evidence/silence/unanswered-esp.ts';
import { tripleDesDoubt } from '../../../src/diagnosis/evidence/triple-des.ts';
import { SUITE, saSets } from '../../support/captures/sa-set.ts';
import { sipNote } from '../../support/events/sip-note.ts';

const TRIPLE_DES = { alg: 'hmac-sha-1-96', ealg: 'des-ede3-cbc' } as const;

function doubt(server: string, icv: UnansweredEsp['icv'] = 'good', agreed: typeof SUITE = TRIPLE_DES) {
  const [set] = saSets({ agreed: [agreed] });
  const gm = { requests: [], responses: [sipNote(['SIP/2.0 100 Trying', `Server: ${server}`])] };
  const subject = { attempts: [{ gm }] } as unknown as RegistrationCase;
  return tripleDesDoubt(subject, { facts: { set } as unknown as SetFacts, icv } as UnansweredEsp);
}

test('a product that is known for it makes it likely, any other possible', () => {
  expect(doubt('kamailio (5.5.0)')).toEqual({ confidence: 'likely', server: 'kamailio (5.5.0)' });
  expect(doubt('someone')).toEqual({ confidence: 'possible', server: null });
});

test('without a judged ICV it is only possible; a bad one explains itself', () => {
  expect(doubt('OpenSIPS (3.6.0)', 'unknown')?.confidence).toBe('possible');
  expect(doubt('OpenSIPS (3.6.0)', 'bad')).toBeNull();
});

test('a version that was repaired, or another cipher', () => {
  expect(doubt('kamailio (5.7.0)')).toBeNull();
  expect(doubt('kamailio (5.5.0)', 'good', SUITE)).toBeNull();
});
