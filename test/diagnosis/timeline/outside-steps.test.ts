import { expect, test } from 'vitest';
import { outsideSteps } from '../../../src/diagnosis/timeline/outside-steps.ts';
import { caseOf, Script } from '../../support/events/script.ts';

const registered = () => new Script().register().challengeMw().challenge().answer().ok();
const textsOf = async (script: Script) => outsideSteps(await caseOf(script)).map(({ text }) => text);

test('SIP in the clear behind the registration is outside the SAs', async () => {
  expect(await textsOf(registered().clearBack('OPTIONS sip:x SIP/2.0'))).toEqual([
    'unprotected, outside the SAs: OPTIONS from 10.0.0.2:5060 to 10.0.0.1:5060',
  ]);
});

test('what comes before it, in ESP, or between others is not', async () => {
  const script = new Script()
    .clearBack('OPTIONS sip:x SIP/2.0')
    .register()
    .challengeMw()
    .challenge()
    .answer()
    .ok()
    .esp('pc->us', 'MESSAGE sip:x SIP/2.0')
    .clear('OPTIONS sip:x SIP/2.0', { flow: { destination: '10.9.9.9' } });
  expect(await textsOf(script)).toEqual([]);
});

test('many are counted in the last one', async () => {
  const script = registered();
  for (let i = 0; i < 9; i++) script.clearBack('OPTIONS sip:x SIP/2.0', { cseq: i });
  const texts = await textsOf(script);
  expect(texts).toHaveLength(5);
  expect(texts[4]).toMatch(/\(and 4 more\)$/);
});
