import { expect, test } from 'vitest';
import type { RegisterLeg } from '../../../src/registration/parties/register-leg.ts';
import { clientOf } from '../../../src/registration/parties/security-offer.ts';
import type { AttemptRecord, RegistrationRecord } from '../../../src/registration/registration-table.ts';

const ANSWER = { source: '10.0.0.1', sourcePort: 5060, destination: '10.0.0.2', destinationPort: 5060 };

function leg(source: string, destination: string, ...client: string[]): RegisterLeg {
  return { source, destination, client } as unknown as RegisterLeg;
}

function attempt(...legs: RegisterLeg[]): AttemptRecord {
  return { legs } as unknown as AttemptRecord;
}

function registration(...attempts: AttemptRecord[]): RegistrationRecord {
  return { attempts } as unknown as RegistrationRecord;
}

test('the offer of the hop on which the challenge comes back, not of another', () => {
  const one = attempt(leg('10.0.0.1', '10.0.0.9', 'mw'), leg('10.0.0.2', '10.0.0.1', 'gm'));
  expect(clientOf(registration(one), one, ANSWER)).toEqual(['gm']);
});

test('a REGISTER without an offer: that of the one before', () => {
  const [first, second] = [
    attempt(leg('10.0.0.2', '10.0.0.1', 'before')),
    attempt(leg('10.0.0.2', '10.0.0.1')),
  ];
  expect(clientOf(registration(first, second), second, ANSWER)).toEqual(['before']);
  expect(clientOf(registration(second), second, ANSWER)).toEqual([]);
});
