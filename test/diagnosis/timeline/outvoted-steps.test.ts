import { expect, test } from 'vitest';
import type { RegistrationCase } from '../../../src/diagnosis/cases/case.ts';
import { outvotedSteps } from '../../../src/diagnosis/timeline/outvoted-steps.ts';
import { sipNote } from '../../support/events/sip-note.ts';

const NOTES = [
  sipNote(['REGISTER sip:x SIP/2.0', 'CSeq: 2 REGISTER']),
  sipNote(['SIP/2.0 403 Forbidden', 'CSeq: 2 REGISTER']),
];
const caseWith = (attempt: object) =>
  ({ attempts: [{ attempt, outvoted: NOTES }] }) as unknown as RegistrationCase;

test('what ESP contradicts has a step each', () => {
  expect(outvotedSteps(caseWith({})).map(({ mark, text }) => `${mark} ${text}`)).toEqual([
    'odd UE to P-CSCF: REGISTER 2 (unprotected), contradicted by ESP with a good ICV',
    'odd P-CSCF to UE: 403 "Forbidden" to REGISTER 2 (unprotected), contradicted by ESP with a good ICV',
  ]);
});

test('a REGISTER that is outvoted as a whole has its own steps', () => {
  expect(outvotedSteps(caseWith({ outvoted: true }))).toEqual([]);
});
