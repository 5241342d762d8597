import { expect, test } from 'vitest';
import { setUp, TICK } from '../../../support/access/discovery.ts';
import { findingsOf, Script } from '../../../support/events/script.ts';

const DNS_ONLY = [0x000d];
const internet = () => setUp(new Script(), { apn: 'internet', asks: DNS_ONLY, pcscf: [], qci: 9 });

test('a phone with internet only: worth knowing', async () => {
  const [found] = await findingsOf('P02', internet().wait(20).frame(TICK));
  expect(found).toMatchObject({ severity: 'note', confidence: 'likely', callId: null });
  expect(found?.detail).toBe('The UE has PDN internet, asks for no P-CSCF there, and sends no SIP.');
});

test('the connection for the IMS may follow after the end of a short capture', async () => {
  expect(await findingsOf('P02', internet())).toMatchObject([{ confidence: 'possible' }]);
});

test('a connection to the IMS APN in which it asks for none', async () => {
  const script = setUp(internet(), { asks: DNS_ONLY, pcscf: [], ebi: 6, ue: '10.0.0.7' })
    .wait(20)
    .frame(TICK);
  expect(await findingsOf('P02', script)).toMatchObject([
    {
      severity: 'warning',
      confidence: 'likely',
      title: 'The UE asks for no P-CSCF on its connection to the IMS',
    },
  ]);
});

test.each([
  ['it asks on another connection', setUp(internet(), { ebi: 6, ue: '10.0.0.7' })],
  ['it is given one unasked', setUp(internet(), { asks: DNS_ONLY, ebi: 6, ue: '10.0.0.7' })],
  [
    'the capture shows a later connection only',
    setUp(new Script(), { apn: 'internet', asks: DNS_ONLY, pcscf: [], ebi: 6 }),
  ],
  ['it sends SIP', internet().clear('OPTIONS sip:ims SIP/2.0', { cseq: 7 })],
  ['it registers', internet().register()],
  ['an unknown UE registers', internet().register({ flow: { source: '10.9.9.9' } })],
])('not if %s', async (_, script) => {
  expect(await findingsOf('P02', script.wait(20).frame(TICK))).toEqual([]);
});
