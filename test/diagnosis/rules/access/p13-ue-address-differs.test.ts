import { expect, test } from 'vitest';
import { registersAs, setUp, TICK } from '../../../support/access/discovery.ts';
import { findingsOf, Script } from '../../../support/events/script.ts';

const other = (more = {}) => setUp(new Script(), { ue: '10.0.0.55', ...more });

test('the REGISTER comes from another address', async () => {
  const [found] = await findingsOf('P13', other().register({ headers: registersAs() }).wait(20).frame(TICK));
  expect(found).toMatchObject({ severity: 'warning', confidence: 'likely', callId: 'a@ue' });
  expect(found?.detail).toContain(
    'PDN ims has the UE address 10.0.0.55, but the REGISTER comes from 10.0.0.1',
  );
});

test('it comes from another connection of the UE', async () => {
  const script = setUp(other(), { apn: 'internet', asks: [0x000d], pcscf: [], ebi: 6 });
  expect(await findingsOf('P13', script.register({ headers: registersAs() }).wait(20).frame(TICK))).toEqual(
    [],
  );
  expect(
    await findingsOf(
      'P07',
      setUp(other(), { apn: 'internet', asks: [0x000d], pcscf: [], ebi: 6 })
        .register({ headers: registersAs() })
        .wait(20)
        .frame(TICK),
    ),
  ).toHaveLength(1);
});

test('Contact names another address; a note if the UE registers', async () => {
  const headers = { Contact: '<sip:alice@10.0.0.77>' };
  const [found] = await findingsOf('P13', setUp(new Script()).register({ headers }).wait(20).frame(TICK));
  expect(found?.detail).toContain('the REGISTER has 10.0.0.77 in Contact.');
  const registered = setUp(new Script())
    .register({ headers })
    .challenge()
    .registerMw()
    .challengeMw()
    .answer()
    .ok();
  expect(await findingsOf('P13', registered.wait(20).frame(TICK))).toMatchObject([{ severity: 'note' }]);
});

test('a later REGISTER names another address', async () => {
  const script = setUp(new Script()).register().challenge().registerMw().challengeMw();
  script.answer({ headers: { Contact: '<sip:alice@10.0.0.77:32001>' } }).ok();
  const [found] = await findingsOf('P13', script.wait(20).frame(TICK));
  expect(found?.detail).toContain('the REGISTER has 10.0.0.77 in Contact.');
});

test.each([
  ['all are the same', setUp(new Script()).register({ headers: registersAs() })],
  ['the subscriber is another one', other({ imsi: '001010000000099' }).register({ headers: registersAs() })],
  ['the subscriber is not known', other().register()],
  ['Contact has a name', setUp(new Script()).register({ headers: { Contact: '<sip:alice@ue.example>' } })],
  [
    'it is over Wi-Fi',
    other().register({
      headers: { ...registersAs(), 'P-Access-Network-Info': 'IEEE-802.11;i-wlan-node-id=ffffffffffff' },
    }),
  ],
  [
    'an IPv6 phone chose its interface identifier',
    setUp(new Script(), { type: 2, given: 2, ue: '2001:db8:1::', pcscf: ['2001:db8:f::1'] }).register({
      headers: {
        ...registersAs(),
        Contact: '<sip:alice@[2001:db8:1::77]>',
        Via: 'SIP/2.0/UDP [2001:db8:1::77]:5060;branch=z9hG4bK1',
      },
      flow: { source: '2001:db8:1::77', destination: '2001:db8:f::1' },
    }),
  ],
])('not if %s', async (_, script) => {
  expect(await findingsOf('P13', script.wait(20).frame(TICK))).toEqual([]);
});
