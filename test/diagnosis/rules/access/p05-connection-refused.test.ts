import { expect, test } from 'vitest';
import { setUp, TICK } from '../../../support/access/discovery.ts';
import { findingsOf, Script } from '../../../support/events/script.ts';

const refused = (more = {}) => setUp(new Script(), { cause: 93, ...more });

test('refused with a cause: proven, with what to do about it', async () => {
  const [found] = await findingsOf('P05', refused().wait(20).frame(TICK));
  expect(found).toMatchObject({
    severity: 'error',
    confidence: 'certain',
    title: 'The connection for the IMS is refused: GTPv2 cause 93 (APN access denied: no subscription)',
  });
  expect(found?.advice).toContain('subscription of this IMSI');
  expect(found?.detail).toContain('PDN ims of type IPv4 is rejected with GTPv2 cause 93');
});

test.each([
  [78, 'spelling'],
  [83, 'PDN type'],
  [84, 'address pool'],
  [94, 'PCRF or PCF'],
  [66, 'Look up the cause'],
])('advice for cause %i', async (cause, words) => {
  const [found] = await findingsOf('P05', refused({ cause }).wait(20).frame(TICK));
  expect(found?.advice).toContain(words);
});

test('the phone may have a connection already, before the capture', async () => {
  expect(await findingsOf('P05', refused({ cause: 116 }).wait(20).frame(TICK))).toMatchObject([
    { severity: 'warning', confidence: 'possible' },
  ]);
});

test('not if a later one is accepted and used', async () => {
  const script = setUp(refused({ cause: 93 }), {}).register();
  expect(await findingsOf('P05', script.wait(20).frame(TICK))).toEqual([]);
});

test('not answered', async () => {
  expect(await findingsOf('P05', refused({ cause: null }).wait(20).frame(TICK))).toMatchObject([
    {
      severity: 'warning',
      confidence: 'possible',
      title: 'The request for the IMS connection is not answered',
    },
  ]);
  expect(await findingsOf('P05', refused({ cause: null }).wait(5).frame(TICK))).toEqual([]);
});

test('another connection matters only if the phone has none at all', async () => {
  const internet = { apn: 'internet', asks: [0x000d], pcscf: [] };
  expect(await findingsOf('P05', refused(internet).wait(20).frame(TICK))).toMatchObject([
    { severity: 'note' },
  ]);
  expect(await findingsOf('P05', setUp(refused(internet), { ebi: 6 }).wait(20).frame(TICK))).toEqual([]);
});

test.each([
  ['it is accepted', setUp(new Script())],
  ['a second attempt is accepted', setUp(refused().wait(2), { ebi: 6 })],
  ['the phone registers', refused().register()],
])('not if %s', async (_, script) => {
  expect(await findingsOf('P05', script.wait(20).frame(TICK))).toEqual([]);
});
