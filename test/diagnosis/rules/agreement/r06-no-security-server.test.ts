import { expect, test } from 'vitest';
import { findingsOf, mechanism, NONCE, Script, UE } from '../../../support/events/script.ts';

const without = { headers: { 'Security-Server': null } };

test('a 401 without Security-Server', async () => {
  const script = new Script().register().challengeMw().challenge(without);
  const [finding] = await findingsOf('R06', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.detail).toBe(
    'Security-Client offers hmac-sha-1-96/aes-cbc, but the 401 has no Security-Server.',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 3]);
});

test('what speaks for a cause is said', async () => {
  const tls = { headers: { 'Security-Client': `tls;q=0.2, ${mechanism(UE)}` } };
  const [first] = await findingsOf('R06', new Script().register(tls).challenge(without));
  expect(first?.detail).toContain('The first mechanism is tls');
  const keyless = {
    headers: { 'WWW-Authenticate': `Digest realm="ims", nonce="${NONCE}", algorithm=AKAv1-MD5` },
  };
  const [second] = await findingsOf('R06', new Script().register().challengeMw(keyless).challenge(without));
  expect(second?.detail).toContain('has no ck and ik');
  const again = new Script().register().challengeMw().challenge().wait(60);
  const [third] = await findingsOf(
    'R06',
    again.register({ callId: 'b@ue' }).challenge({ callId: 'b@ue', ...without }),
  );
  expect(third?.detail).toContain('may have run out');
});

test('one without SPIs is none; a UE that registers all the same makes it a warning', async () => {
  const bare = { headers: { 'Security-Server': 'ipsec-3gpp;q=0.1' } };
  const script = new Script().register().challenge(bare).clear('REGISTER sip:ims SIP/2.0', { cseq: 2 });
  const [finding] = await findingsOf('R06', script.clearBack('SIP/2.0 200 OK', { cseq: 2 }));
  expect(finding?.severity).toBe('warning');
});

test('nothing for a UE that offers nothing, nor where it is there', async () => {
  const plain = new Script().register({ headers: { 'Security-Client': null } }).challenge(without);
  expect(await findingsOf('R06', plain)).toEqual([]);
  expect(await findingsOf('R06', new Script().register().challenge().answer().ok())).toEqual([]);
});
