import { expect, test } from 'vitest';
import { setUp, TICK } from '../../../support/access/discovery.ts';
import { findingsOf, Script } from '../../../support/events/script.ts';

const internet = (more = {}) => setUp(new Script(), { apn: 'internet', qci: 9, ...more });

test('REGISTERs over internet', async () => {
  const [found] = await findingsOf('P07', internet().register().wait(20).frame(TICK));
  expect(found).toMatchObject({ severity: 'warning', confidence: 'likely', callId: 'a@ue' });
  expect(found?.detail).toBe(
    'The REGISTERs of 10.0.0.1 come from PDN internet. Its default bearer has QCI 9.',
  );
});

test('a note if it registers there, or asks there for a P-CSCF only', async () => {
  const registered = internet().register().challenge().registerMw().challengeMw().answer().ok();
  expect(await findingsOf('P07', registered.wait(20).frame(TICK))).toMatchObject([{ severity: 'note' }]);
  expect(await findingsOf('P07', internet().wait(20).frame(TICK))).toMatchObject([
    { severity: 'note', callId: null },
  ]);
});

test.each([
  ['the APN is ims', setUp(new Script()).register()],
  [
    'it is ims with an operator identifier',
    setUp(new Script(), { apn: 'IMS.mnc001.mcc001.gprs' }).register(),
  ],
  ['an operator calls it otherwise', setUp(new Script(), { apn: 'vzwims' }).register()],
  ['it is for emergency calls', setUp(new Script(), { apn: 'sos' }).register()],
  ['another connection is to ims', setUp(internet(), { ebi: 6, ue: '10.0.0.7' })],
])('not if %s', async (_, script) => {
  expect(await findingsOf('P07', script.wait(20).frame(TICK))).toEqual([]);
});
