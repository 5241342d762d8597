import { expect, test } from 'vitest';
import { findingsOf, Script, UE } from '../../../support/events/script.ts';
import { fixture, run } from '../../../support/programs/lab.ts';

const challenged = () => new Script().register().challengeMw().challenge();
const contact = { Contact: `<sip:alice@${UE.address}:5060>` };

test('Contact of the protected REGISTER is still at port 5060', async () => {
  const [finding] = await findingsOf('R32', challenged().answer({ headers: contact }).ok());
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'likely' });
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([4]);
  expect(finding?.detail).toBe(
    'port-s of the UE is 32001, but the protected REGISTER has port 5060 in Contact.',
  );
});

test('Via over UDP at port-c', async () => {
  const via = { Via: `SIP/2.0/UDP ${UE.address}:${UE.portC};branch=z9hG4bK1` };
  const [finding] = await findingsOf('R32', challenged().answer({ headers: via }).ok());
  expect(finding?.detail).toContain('port 31001 in Via');
});

test('a note where the P-CSCF reaches port-s all the same', async () => {
  const script = challenged()
    .answer({ headers: contact })
    .ok()
    .esp('pc->us', 'MESSAGE sip:alice SIP/2.0', { callId: 'm' });
  const [finding] = await findingsOf('R32', script);
  expect(finding).toMatchObject({ severity: 'note', confidence: 'certain' });
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([4, 6]);
});

test('port-s in both is right; so is a wildcard Contact, and a REGISTER in the clear does not count', async () => {
  expect(await findingsOf('R32', challenged().answer().ok())).toEqual([]);
  expect(await findingsOf('R32', challenged().answer({ headers: { Contact: '*' } }))).toEqual([]);
  expect(await findingsOf('R32', new Script().register({ headers: contact }).challenge())).toEqual([]);
});

test('Via over TCP may be anything', async () => {
  const { diagnosis } = await run([fixture('b07-v4-tcp-mixed-aes-cbc-hmac-sha-1-96.sll2.pcap')], {
    diagnose: true,
  });
  const rules = diagnosis?.registrations.flatMap(({ findings }) => findings.map(({ rule }) => rule));
  expect(rules).not.toContain('R32');
});
