import { expect, test } from 'vitest';
import {
  cxFailures,
  cxResultName,
  cxResultText,
  cxUnanswered,
} from '../../../src/diagnosis/evidence/cx-results.ts';
import type { CxNote } from '../../../src/diagnosis/journal/notes.ts';
import { avp } from '../../support/captures/diameter.ts';
import { join, latin1, u32 } from '../../support/captures/packets.ts';
import { caseOf, Script } from '../../support/events/script.ts';

const user = avp(1, 0, latin1('alice@ims'));
const base = (code: number) => avp(268, 0, u32(code));

test('failures are answers from 3000 on', async () => {
  const script = new Script().register().cx(300, true, user).cx(300, false, base(2001)).cx(303, true, user);
  const experimental = avp(297, 0, join(avp(298, 0, u32(5006))));
  const subject = await caseOf(script.cx(303, false, experimental).challenge());
  expect(cxFailures(subject).map(({ frame }) => frame)).toEqual([5]);
  expect(cxFailures(subject).map(cxResultText)).toEqual([
    '5006 DIAMETER_ERROR_AUTH_SCHEME_NOT_SUPPORTED in the MAA',
  ]);
  expect(cxUnanswered(subject)).toEqual([]);
});

test('a request that no answer follows', async () => {
  const script = new Script().register().cx(300, true, user).cx(300, false, base(2001)).cx(303, true, user);
  expect(cxUnanswered(await caseOf(script.challenge())).map(({ command }) => command)).toEqual(['MA']);
});

test('the same number has another name in each AVP, and some have none', () => {
  const note = { command: 'UA', experimental: false, result: 5001 } as CxNote;
  expect(cxResultText(note)).toBe('5001 DIAMETER_AVP_UNSUPPORTED in the UAA');
  expect(cxResultText({ ...note, experimental: true })).toBe('5001 DIAMETER_ERROR_USER_UNKNOWN in the UAA');
  expect(cxResultText({ ...note, result: 5999 })).toBe('5999 in the UAA');
  expect(cxResultText({ ...note, result: null })).toBe('no result in the UAA');
  expect(cxResultName({ ...note, result: 2001, experimental: true })).toBe('DIAMETER_FIRST_REGISTRATION');
  expect(cxResultName({ ...note, result: 2001 })).toBeNull();
});

test('what a call to the user asks for does not count', async () => {
  const script = new Script().register().cx(302, true, user).cx(302, false, base(5012)).cx(302, true, user);
  const subject = await caseOf(script.challenge());
  expect(subject.cx).toHaveLength(3);
  expect(cxFailures(subject)).toEqual([]);
  expect(cxUnanswered(subject)).toEqual([]);
});
