import { expect, test } from 'vitest';
import { findingsOf, PCSCF, Script, UE } from '../../../support/events/script.ts';

const registered = (Contact: string, ends = {}) =>
  new Script()
    .register({ ...ends, headers: { Contact } })
    .challengeMw()
    .challenge(ends)
    .answer({ ...ends, headers: { Contact } })
    .ok(ends);
const elsewhere = '<sip:alice@10.0.9.9:32001>';

test('Contact names another address, and a message for it is refused', async () => {
  const request = { callId: 'm@s', method: 'MESSAGE' };
  const script = registered(elsewhere)
    .mwBack('MESSAGE sip:alice@10.0.9.9:32001 SIP/2.0', request)
    .mw('SIP/2.0 480 No SA', request);
  const [finding] = await findingsOf('G11', script);
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'likely' });
  expect(finding?.detail).toBe(
    'The UE registers from 10.0.0.1 and names 10.0.9.9 in Contact. MESSAGE for the UE is refused with 480 No SA.',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 4, 5, 6, 7]);
});

test('another address of the same /64', async () => {
  const ends = { ue: { ...UE, address: '2001:db8:1::2' }, pcscf: { ...PCSCF, address: '2001:db8:2::2' } };
  const [finding] = await findingsOf('G11', registered('<sip:alice@[2001:db8:1::99]:32001>', ends));
  expect(finding).toMatchObject({ severity: 'warning' });
});

test('a note where the P-CSCF reaches the UE all the same', async () => {
  const script = registered(elsewhere).esp('pc->us', 'OPTIONS sip:alice@10.0.9.9 SIP/2.0', { callId: 'o@p' });
  expect(await findingsOf('G11', script)).toMatchObject([{ severity: 'note' }]);
});

test('nothing where one of the contacts is right, or the host is a name', async () => {
  expect(await findingsOf('G11', registered(`${elsewhere}, <sip:alice@${UE.address}:32001>`))).toEqual([]);
  expect(await findingsOf('G11', registered('<sip:alice@ue.example:32001>'))).toEqual([]);
});
