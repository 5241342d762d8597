import { expect, test } from 'vitest';
import { findingsOf, Script } from '../../../support/events/script.ts';

const without = { 'Security-Client': null };
const nothing = { ...without, Require: null, 'Proxy-Require': null };
const refused = (startLine: string) => ({
  startLine,
  headers: { 'WWW-Authenticate': null, 'Security-Server': 'ipsec-3gpp;q=0.1' },
});

test('sec-agree without Security-Client gets a 494', async () => {
  const script = new Script().register({ headers: without });
  const [finding] = await findingsOf(
    'R31',
    script.challenge(refused('SIP/2.0 494 Security Agreement Required')),
  );
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 2]);
  expect(finding?.detail).toBe(
    'The REGISTER of the UE requires sec-agree but has no Security-Client. The response is 494 Security Agreement Required.',
  );
});

test('nothing of sec-agree gets a 421', async () => {
  const script = new Script().register({ headers: nothing });
  const [finding] = await findingsOf('R31', script.challenge(refused('SIP/2.0 421 Extension Required')));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.detail).toContain('has neither Security-Client nor sec-agree in Require');
});

test('another refusal is likely for this reason', async () => {
  const script = new Script().register({ headers: without });
  const [finding] = await findingsOf('R31', script.challenge(refused('SIP/2.0 503 Service Unavailable')));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
});

test('a P-CSCF that goes on makes it a note, and so does a UE that then offers', async () => {
  const challenged = new Script()
    .register({ headers: without })
    .challenge({ headers: { 'Security-Server': null } });
  expect((await findingsOf('R31', challenged))[0]?.severity).toBe('note');
  const second = new Script()
    .register({ headers: nothing })
    .challenge(refused('SIP/2.0 421 Extension Required'))
    .register({ cseq: 2 })
    .challenge({ cseq: 2 });
  expect((await findingsOf('R31', second))[0]?.severity).toBe('note');
});

test('a UE without sec-agree that nobody asks for it, an offer, and Mw are no matter of it', async () => {
  const plain = new Script()
    .register({ headers: nothing })
    .challenge({ headers: { 'Security-Server': null } });
  expect(await findingsOf('R31', plain)).toEqual([]);
  expect(await findingsOf('R31', new Script().register().challengeMw().challenge().answer().ok())).toEqual(
    [],
  );
  expect(
    await findingsOf('R31', new Script().registerMw({ headers: { Require: 'sec-agree' } }).challengeMw()),
  ).toEqual([]);
});
