import { expect, test } from 'vitest';
import {
  isRefused,
  lossText,
  policyExchanges,
  policyResultText,
} from '../../../../src/diagnosis/evidence/policy/policy-exchanges.ts';
import type { PolicyNote } from '../../../../src/diagnosis/journal/access-notes.ts';

function note(members: Partial<PolicyNote> = {}): PolicyNote {
  return {
    application: 'Rx',
    command: 'AAR',
    request: true,
    endToEnd: 1,
    session: 's',
    result: null,
    resultName: null,
    addresses: [],
    apn: null,
    chargingId: null,
    qci: null,
    events: [],
    cause: null,
    users: [],
    rules: [],
    hasMedia: false,
    file: 0,
    frame: 1,
    seconds: 0,
    nanoseconds: 0,
    source: 'a',
    destination: 'b',
    ...members,
  };
}
const answer = (result: number, members = {}) =>
  note({ command: 'AAA', request: false, result, frame: 2, ...members });

test('request and answer; what an agent passes on counts once', () => {
  const notes = [
    note(),
    note({ frame: 3 }),
    answer(5065),
    note({ endToEnd: 2, frame: 5 }),
    answer(2001, { session: 't' }),
  ];
  expect(
    policyExchanges(notes).map(({ command, request, answer: one }) => [command, request?.frame, one?.result]),
  ).toEqual([
    ['AA', 1, 5065],
    ['AA', 5, undefined],
    ['AA', undefined, 2001],
  ]);
});

test('refused from 3000 on', () => {
  const [ok, refused] = [answer(2001), answer(3002)].map(one => policyExchanges([note(), one]));
  expect([...(ok ?? []), ...(refused ?? [])].map(isRefused)).toEqual([false, true]);
  expect(policyExchanges([note()]).map(isRefused)).toEqual([false]);
});

test('texts', () => {
  expect(policyResultText(answer(5065, { resultName: 'X' }))).toBe('5065 X');
  expect(policyResultText(note())).toBe('no result');
  expect(lossText(note({ command: 'ASR', cause: 0 }))).toBe('ASR (Abort-Cause 0 BEARER_RELEASED)');
  expect(lossText(note({ command: 'ASR', cause: 99 }))).toBe('ASR (Abort-Cause 99)');
  expect(lossText(note({ command: 'ASR' }))).toBe('ASR');
  expect(lossText(note({ command: 'RAR', events: [6, 4] }))).toBe('RAR (INDICATION_OF_RELEASE_OF_BEARER)');
  expect(lossText(note({ command: 'RAR', events: [6] }))).toBeNull();
  expect(lossText(note({ command: 'ASA', request: false }))).toBeNull();
  expect(lossText(note())).toBeNull();
});
