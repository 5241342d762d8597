import { expect, test } from 'vitest';
import { findingsOf, PCSCF, Script } from '../../../support/events/script.ts';

const Via = 'SIP/2.0/UDP 192.168.9.9:5060;branch=z9hG4bKue';
const behindNat = () => new Script().register({ headers: { Via } }).challengeMw().challenge();

test('ESP from another address than Via names, never answered', async () => {
  const script = behindNat().answer().wait(12).mw('OPTIONS sip:ims SIP/2.0');
  const [finding] = await findingsOf('R09', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
  expect(finding?.detail).toContain('comes from 10.0.0.1, but its Via says 192.168.9.9.');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 4]);
  expect(await findingsOf('R11', script)).toEqual([]);
});

test('a Contact tells as well', async () => {
  const script = new Script().register({ headers: { Contact: '<sip:alice@192.168.9.9:32001>' } });
  const [finding] = await findingsOf('R09', script.challengeMw().challenge().answer());
  expect(finding).toMatchObject({ confidence: 'possible' });
  expect(finding?.detail).toContain('but its Contact says');
});

test('nothing where the UE is answered, for names, and for tunnels through NATs', async () => {
  expect(await findingsOf('R09', behindNat().answer().ok())).toEqual([]);
  const named = new Script().register({ headers: { Via: 'SIP/2.0/UDP phone.ims;branch=z9hG4bKue' } });
  expect(await findingsOf('R09', named.challengeMw().challenge().answer())).toEqual([]);
  const { spiC, spiS, portC, portS } = PCSCF;
  const tunnel = `ipsec-3gpp;mod=UDP-enc-tun;alg=hmac-sha-1-96;ealg=aes-cbc;spi-c=${spiC};spi-s=${spiS};port-c=${portC};port-s=${portS}`;
  const script = new Script()
    .register({ headers: { Via } })
    .challengeMw()
    .challenge({ headers: { 'Security-Server': tunnel } });
  expect(await findingsOf('R09', script.answer())).toEqual([]);
});
