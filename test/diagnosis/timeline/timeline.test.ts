import { expect, test } from 'vitest';
import { timelineOf } from '../../../src/diagnosis/timeline/timeline.ts';
import { caseOf, Script } from '../../support/events/script.ts';

test('steps of all kinds in order of time', async () => {
  const script = new Script()
    .register()
    .challengeMw()
    .challenge()
    .answer()
    .ok()
    .clearBack('OPTIONS sip:x SIP/2.0');
  const steps = timelineOf(await caseOf(script));
  expect(steps.map(({ kind }) => kind)).toEqual([
    'request',
    'response',
    'response',
    'agreement',
    'request',
    'esp',
    'response',
    'state',
    'esp',
    'outside',
  ]);
  const times = steps.map(({ seconds, nanoseconds }) => seconds * 1e9 + nanoseconds);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});
