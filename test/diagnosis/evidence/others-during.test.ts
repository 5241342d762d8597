import { expect, test } from 'vitest';
import { othersDuring } from '../../../src/diagnosis/evidence/others-during.ts';
import { casesOf, Script } from '../../support/events/script.ts';

const options = (script: Script, callId: string) => script.clear('OPTIONS sip:a SIP/2.0', { callId });

test('each registration of a UE has the messages until the next begins', async () => {
  const script = options(options(new Script(), '1').register(), '2').wait(1);
  options(options(script, '3').register({ callId: 'b@ue' }), '4');
  const cases = await casesOf(script);
  const framesIn = cases.map(one => othersDuring(one).map(({ frame }) => frame));
  expect(framesIn).toEqual([[3, 4], [6]]);
});

test('without others there is nothing', async () => {
  const [only] = await casesOf(new Script().register());
  expect(only === undefined ? null : othersDuring(only)).toEqual([]);
});
