import { expect, test } from 'vitest';
import { findingsOf, mechanism, PCSCF, Script } from '../../../support/events/script.ts';

const demand = (server: string | null) => ({
  startLine: 'SIP/2.0 494 Security Agreement Required',
  headers: { 'WWW-Authenticate': null, 'Security-Server': server },
});

test('494 with a list that has no SPI', async () => {
  const script = new Script().register().challenge(demand('ipsec-3gpp ; q=0.1'));
  const [finding] = await findingsOf('R38', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 2]);
  expect(finding?.detail).toBe(
    'The UE offers ipsec-3gpp/hmac-sha-1-96/aes-cbc. The response is 494 Security Agreement Required, with the list ipsec-3gpp ; q=0.1.',
  );
});

test('494 without a list', async () => {
  const [finding] = await findingsOf('R38', new Script().register().challenge(demand(null)));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
});

test('a UE that tries again and is challenged makes it a note', async () => {
  const script = new Script().register().challenge(demand('ipsec-3gpp;q=0.1')).register({ cseq: 2 });
  expect((await findingsOf('R38', script.challenge({ cseq: 2 })))[0]?.severity).toBe('note');
});

test('not for a UE that offers nothing, a Security-Verify that differs, or a list with SPIs', async () => {
  const nothing = new Script().register({ headers: { 'Security-Client': null } });
  expect(await findingsOf('R38', nothing.challenge(demand('ipsec-3gpp')))).toEqual([]);
  const verify = new Script()
    .register()
    .challengeMw()
    .challenge()
    .answer({ headers: { 'Security-Verify': 'tls' } });
  expect(await findingsOf('R38', verify.ok(demand('ipsec-3gpp')))).toEqual([]);
  expect(await findingsOf('R38', new Script().register().challenge(demand(mechanism(PCSCF))))).toEqual([]);
});
