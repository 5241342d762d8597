import { expect, test } from 'vitest';
import { stepOf, timesText, wayOf } from '../../../src/diagnosis/timeline/steps.ts';
import { caseOf, Script } from '../../support/events/script.ts';

test('a step has the time of its moment and each frame once', () => {
  const frame = { file: 0, frame: 4 };
  expect(stepOf('esp', 'good', { seconds: 1, nanoseconds: 2 }, [frame, frame], 'text')).toEqual({
    kind: 'esp',
    mark: 'good',
    seconds: 1,
    nanoseconds: 2,
    frames: [frame],
    text: 'text',
  });
});

test('how a message went, and how often', async () => {
  const subject = await caseOf(new Script().register().challengeMw().challenge().answer());
  const ways = subject.attempts.map(({ request }) => request && wayOf(request));
  expect(ways).toEqual(['(unprotected)', '(ESP uc->ps of set 1, ICV good)']);
  expect([timesText(1), timesText(3)]).toEqual(['', ', sent 3 times']);
});
