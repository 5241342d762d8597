import { expect, test } from 'vitest';
import { findingsOf, NONCE, Script } from '../../../support/events/script.ts';

const MD5 = 'Digest realm="ims", nonce="0123456789abcdef0123456789abcdef", algorithm=MD5, qop="auth"';
const md5 = { headers: { 'WWW-Authenticate': MD5, 'Security-Server': null } };

test('MD5 where the UE asks for AKA', async () => {
  const [finding] = await findingsOf('R04', new Script().register().challenge(md5));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.detail).toBe(
    'The UE asks for AKAv1-MD5, but the 401 has algorithm=MD5 and a nonce of 32 characters (RAND and AUTN are 44).',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 2]);
});

test('or asks for IPsec without an Authorization', async () => {
  const script = new Script().register({ headers: { Authorization: null } }).challenge(md5);
  expect(await findingsOf('R04', script)).toHaveLength(1);
});

test('not for a client that asks for MD5, nor where AKA stands beside it', async () => {
  const client = new Script().register({
    headers: { Authorization: 'Digest username="a", realm="ims", nonce="", algorithm=MD5' },
  });
  expect(await findingsOf('R04', client.challenge(md5))).toEqual([]);
  const silent = `Digest realm="ims", nonce="${NONCE}", qop="auth"`;
  const noName = new Script().register().challenge({ headers: { 'WWW-Authenticate': silent } });
  expect(await findingsOf('R04', noName)).toEqual([]);
});

test('an AKA challenge on Mw is one, whatever the UE gets', async () => {
  const script = new Script().register().registerMw().challengeMw().clearBack('SIP/2.0 200 OK', { cseq: 1 });
  expect(await findingsOf('R04', script)).toEqual([]);
});
