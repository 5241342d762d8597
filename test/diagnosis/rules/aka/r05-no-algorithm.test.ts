import { expect, test } from 'vitest';
import { findingsOf, Script } from '../../../support/events/script.ts';

const AUTHORIZATION = 'Digest username="alice@ims", realm="ims", uri="sip:ims", nonce="", response=""';
const MD5 = 'Digest realm="ims", nonce="0123456789abcdef0123456789abcdef", algorithm=MD5, qop="auth"';
const register = () => new Script().register({ headers: { Authorization: AUTHORIZATION } });
const md5 = { headers: { 'WWW-Authenticate': MD5, 'Security-Server': null } };

test('no algorithm, and MD5 for it', async () => {
  const [finding] = await findingsOf('R05', register().challenge(md5));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.detail).toContain('The 401 has algorithm=MD5');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 2]);
  expect(await findingsOf('R04', register().challenge(md5))).toEqual([]);
});

test('an S-CSCF that takes AKA then is right', async () => {
  expect(await findingsOf('R05', register().challenge().answer().ok())).toEqual([]);
});
