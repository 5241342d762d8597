import { expect, test } from 'vitest';
import { setUp, TICK } from '../../../support/access/discovery.ts';
import { findingsOf, Script } from '../../../support/events/script.ts';

test('with a registration and without', async () => {
  const script = () => setUp(new Script(), { qci: 9 });
  const [found] = await findingsOf('P08', script().register().wait(20).frame(TICK));
  expect(found).toMatchObject({ severity: 'warning', confidence: 'certain', callId: 'a@ue' });
  expect(found?.detail).toBe('PDN ims has a default bearer with QCI 9; QCI 5 is for IMS signalling.');
  expect(await findingsOf('P08', script().wait(20).frame(TICK))).toMatchObject([{ callId: null }]);
});

test.each([
  ['it is 5', { qci: 5 }],
  ['the connection is not for the IMS', { qci: 9, apn: 'internet' }],
  ['it is for emergency calls', { qci: 9, apn: 'sos' }],
  ['it was rejected', { qci: 9, cause: 94 }],
])('not if %s', async (_, setup) => {
  expect(await findingsOf('P08', setUp(new Script(), setup).wait(20).frame(TICK))).toEqual([]);
});
