import { expect, test } from 'vitest';
import { diagnosed, findingsOf, PCSCF, Script, UE } from '../../../support/events/script.ts';

const message = 'MESSAGE sip:bob@ims SIP/2.0';
const registered = () => new Script().register().challengeMw().challenge().answer().ok();
const ue = { ...UE, address: '10.0.0.77', spiC: 1011, spiS: 1012 };
const pcscf = { ...PCSCF, spiC: 2011, spiS: 2012 };

function handedOver(): Script {
  const callId = 'b@ue';
  return registered()
    .wait(60)
    .register({ ue, callId })
    .challengeMw({ callId })
    .challenge({ ue, pcscf, callId })
    .answer({ ue, pcscf, callId })
    .ok({ ue, pcscf, callId });
}

test('ESP under the SPI of a registration that another address has replaced', async () => {
  const [finding] = await findingsOf('R36', handedOver().wait(15).esp('uc->ps', message, { callId: 'm@ue' }));
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'likely', callId: 'a@ue' });
  expect(finding?.detail).toContain(
    'registered again from 10.0.0.77. 15 s later ESP still comes from 10.0.0.1, under SPI 2002',
  );
});

test('ESP under an SPI from an address that it was not agreed with', async () => {
  const moved = { flow: { source: '10.0.0.99' }, callId: 'm@ue' };
  const script = registered().esp('uc->ps', message, moved).wait(4).esp('uc->ps', message, moved);
  const [finding] = await findingsOf('R36', script);
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'likely' });
  expect(finding?.detail).toBe(
    'SPI 2002 was agreed with 10.0.0.1, but ESP under it comes from 10.0.0.99, and nothing comes back.',
  );
});

test('another address of the UE itself is no NAT: the protected REGISTER is not answered', async () => {
  const home = { ...UE, address: '2001:db8:46::2' };
  const ends = { ue: home, pcscf: { ...PCSCF, address: '2001:db8:22::2' } };
  const script = new Script().register(ends).challengeMw().challenge(ends);
  for (let sent = 0; sent < 4; sent++)
    script.answer({ ...ends, flow: { source: '2001:db8:46::dead:beef' } }).wait(2);
  script.wait(20).mw('OPTIONS sip:ims SIP/2.0');
  const [finding] = await findingsOf('R36', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
  expect(finding?.title).toBe('The UE sends ESP from another of its own addresses');
  for (const rule of ['R09', 'R11']) expect(await findingsOf(rule, script)).toEqual([]);
});

test('nothing for the packets of a moment, nor without a move', async () => {
  expect(await findingsOf('R36', handedOver().esp('uc->ps', message, { callId: 'm@ue' }))).toEqual([]);
  expect(await findingsOf('R36', registered().wait(60).esp('uc->ps', message, { callId: 'm@ue' }))).toEqual(
    [],
  );
});

test.each([
  ['another IPv4 address', {}, '10.0.0.77'],
  [
    'an IPv6 address of another /64',
    { ue: { ...UE, address: '2001:db8:1::2' }, pcscf: { ...PCSCF, address: '2001:db8:2::2' } },
    '2001:db8:9::2',
  ],
])(
  'the UE registers from the address in its Via and sends ESP from %s: it moved, no NAT',
  async (_other, ends, source) => {
    const { ue = UE } = ends as { ue?: typeof UE };
    const host = ue.address.includes(':') ? `[${ue.address}]` : ue.address;
    const headers = { Via: `SIP/2.0/UDP ${host}:5060;branch=z9hG4bKue` };
    const script = new Script()
      .register({ ...ends, headers })
      .registerMw()
      .challengeMw()
      .challenge(ends);
    for (let i = 0; i < 4; i++) script.answer({ ...ends, flow: { source } }).wait(2);
    const { registrations } = await diagnosed(script.wait(12).mw('OPTIONS sip:ims SIP/2.0'));
    const grave = registrations[0]?.findings.filter(({ severity }) => severity !== 'note');
    expect(grave).toMatchObject([{ rule: 'R36', severity: 'error', confidence: 'likely' }]);
  },
);
