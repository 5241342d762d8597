import { describe, expect, test } from 'vitest';
import {
  cxFailures,
  cxResultName,
  cxResultText,
  cxUnanswered,
  isBelievable,
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

describe('an answer is believed if it was asked for, and nothing contradicts it', () => {
  const isLastBelieved = async (script: Script) => {
    const subject = await caseOf(script.challenge());
    return isBelievable(subject, cxFailures(subject).at(-1) as CxNote);
  };
  const asked = () => new Script().register().cx(300, true, user);

  test('it is', async () => expect(await isLastBelieved(asked().cx(300, false, base(5012)))).toBe(true));

  test('twice the same', async () =>
    expect(await isLastBelieved(asked().cx(300, false, base(5012)).cx(300, false, base(5012)))).toBe(true));

  test('nobody asked', async () =>
    expect(await isLastBelieved(new Script().register().cx(300, false, base(5012), user))).toBe(false));

  test.each([2001, 5006])('another answer has %i, before or after', async result => {
    expect(await isLastBelieved(asked().cx(300, false, base(result)).cx(300, false, base(5012)))).toBe(false);
    expect(await isLastBelieved(asked().cx(300, false, base(5012)).cx(300, false, base(result)))).toBe(false);
  });

  test('the same number in the other AVP', async () => {
    const experimental = avp(297, 0, join(avp(298, 0, u32(5012))));
    expect(await isLastBelieved(asked().cx(300, false, base(5012)).cx(300, false, experimental))).toBe(false);
  });

  test('an answer to another request does not contradict it', async () =>
    expect(
      await isLastBelieved(asked().cx(300, false, base(2001)).cx(303, true, user).cx(303, false, base(5012))),
    ).toBe(true));

  test('so many that not all were looked at', async () => {
    const script = asked();
    for (let i = 0; i < 300; i++) script.cx(300, false, base(5012));
    expect(await isLastBelieved(script.cx(300, false, base(2001)))).toBe(false);
  });
});
