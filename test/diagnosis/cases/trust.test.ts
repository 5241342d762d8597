import { expect, test } from 'vitest';
import { byTrust, isFinal, isVerified } from '../../../src/diagnosis/cases/trust.ts';
import type { Protection } from '../../../src/model/protection.ts';
import { sipNote } from '../../support/events/sip-note.ts';

const GOOD: Protection = { spi: 1, sequence: 1, icv: 'good', sa: null, tunnel: false };
const request = (branch: string, protection: Protection | null) =>
  sipNote(['REGISTER sip:x SIP/2.0', `Via: SIP/2.0/UDP h;branch=${branch}`, 'CSeq: 2 REGISTER'], {
    protection,
  });
const response = (status: string, protection: Protection | null) =>
  sipNote([`SIP/2.0 ${status}`, 'CSeq: 2 REGISTER'], { protection });

test('what contradicts verified ESP is not believed, a copy of it is', () => {
  const notes = [
    request('a', null),
    request('forged', null),
    request('a', GOOD),
    response('100 Trying', null),
    response('403 Forbidden', null),
    response('200 OK', null),
    response('200 OK', GOOD),
  ];
  const { believed, outvoted } = byTrust(notes);
  expect(outvoted).toEqual([notes[1], notes[4]]);
  expect(believed).toEqual(notes.filter(note => !outvoted.includes(note)));
});

test('without verified ESP all are believed', () => {
  const notes = [
    request('a', null),
    request('b', { ...GOOD, icv: 'unchecked' }),
    response('403 Forbidden', null),
  ];
  expect(byTrust(notes)).toEqual({ believed: notes, outvoted: [] });
  expect(notes.map(isVerified)).toEqual([false, false, false]);
  expect([response('100 Trying', null), response('200 OK', null)].map(isFinal)).toEqual([false, true]);
});
