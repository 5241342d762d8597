import { describe, expect, test } from 'vitest';
import type { Origin } from '../../../src/model/origin.ts';
import type { Protection } from '../../../src/model/protection.ts';
import type { SaSet, SecurityAssociation } from '../../../src/model/security-association.ts';
import {
  isClearOnGm,
  isProven,
  isProvenSet,
  markOutvoted,
  takesRequest,
  takesResponse,
} from '../../../src/registration/parties/trust.ts';
import { type AttemptRecord, RegistrationTable } from '../../../src/registration/registration-table.ts';
import { leg } from '../../support/events/register-leg.ts';

const [UE, PCSCF, CORE] = ['10.0.0.1', '10.0.0.2', '10.0.0.9'];

function origin(icv: Protection['icv'] | null): Origin {
  const protection = icv === null ? null : { spi: 1, sequence: 1, icv, sa: null, tunnel: false };
  return { file: 0, frame: 1, frames: null, seconds: 0, nanoseconds: 0, protection };
}

function setWith(icvGood: number, lastFrame = 0): SaSet {
  return { sas: [{ icvGood, lastFrame } as SecurityAssociation] } as unknown as SaSet;
}

/** A registration proved in frame 8, and a later REGISTER on these legs, answered in frame 10. */
function story(later: Partial<AttemptRecord>, lastFrame = 9) {
  const table = new RegistrationTable({ registrations: 9, registrationBytes: 100_000 });
  const registration = table.obtain('a');
  registration.ue = UE;
  const proof = table.attempt(registration, 2);
  Object.assign(proof, { outcome: 'registered', provenResponse: true, protectedBy: setWith(2, lastFrame) });
  proof.requestFrames.push({ file: 0, frame: 8 });
  const other = table.attempt(registration, 3);
  other.legs.push(leg(UE, PCSCF));
  other.responseFrames.push({ file: 0, frame: 10 });
  Object.assign(other, later);
  markOutvoted(registration);
  return other.outvoted;
}

test('only a good ICV proves a message, and a set', () => {
  expect([origin('good'), origin('bad'), origin('unchecked'), origin(null)].map(isProven)).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect([isProvenSet(setWith(1)), isProvenSet(setWith(0))]).toEqual([true, false]);
});

describe('what a REGISTER says', () => {
  const attempt = () =>
    new RegistrationTable({ registrations: 9, registrationBytes: 100_000 }).attempt(
      { attempts: [] } as never,
      1,
    );

  test('a proven request replaces what others said, and they say nothing after it', () => {
    const one = attempt();
    expect(takesRequest(one, origin(null))).toBe(true);
    Object.assign(one, { resynchronisation: true, answeredNonce: 'n', expires: 0 });
    expect(takesRequest(one, origin('good'))).toBe(true);
    expect(one).toMatchObject({ resynchronisation: false, answeredNonce: null, expires: null });
    one.answeredNonce = 'm';
    expect(takesRequest(one, origin(null))).toBe(false);
    expect(takesRequest(one, origin('good'))).toBe(true);
    expect(one.answeredNonce).toBe('m');
  });

  test('a proven response outvotes others before and after it', () => {
    const one = attempt();
    expect(takesResponse(one, origin(null))).toBe(true);
    one.status = 403;
    expect([takesResponse(one, origin('good')), one.status]).toEqual([true, null]);
    expect([takesResponse(one, origin(null)), takesResponse(one, origin('good'))]).toEqual([false, true]);
  });
});

describe('a REGISTER after one that is proved', () => {
  test.each([
    ['refused in the clear on Gm', { outcome: 'failed' }, true],
    ['de-registered in the clear on Gm', { outcome: 'deregistered' }, true],
    ['challenged in the clear, and no ESP after it', { outcome: 'challenged' }, false],
    [
      'de-registered, as Mw shows too',
      { outcome: 'deregistered', legs: [leg(UE, PCSCF), leg(PCSCF, CORE)] },
      false,
    ],
    ['de-registered in ESP', { outcome: 'deregistered', legs: [leg(UE, PCSCF, { inEsp: true })] }, false],
  ] as const)('%s', (_, later, isOutvoted) => {
    expect(story(later as Partial<AttemptRecord>)).toBe(isOutvoted);
  });

  test('challenged in the clear while ESP of the SAs goes on', () => {
    expect(story({ outcome: 'challenged' }, 12)).toBe(true);
    expect(story({ outcome: 'challenged', responseFrames: [{ file: 1, frame: 10 }] }, 12)).toBe(false);
  });
});

test('without a known UE nothing is known to be on Gm', () => {
  const attempt = { legs: [leg(UE, PCSCF)] } as unknown as AttemptRecord;
  expect([isClearOnGm(attempt, UE), isClearOnGm(attempt, CORE), isClearOnGm(attempt, null)]).toEqual([
    true,
    false,
    false,
  ]);
});
