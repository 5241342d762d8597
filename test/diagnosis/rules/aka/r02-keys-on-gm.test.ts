import { expect, test } from 'vitest';
import { findingsOf, NONCE, Script } from '../../../support/events/script.ts';

const KEYS = 'ck="b40ba9a3c58b2a05bbf0d987b21bf8cb", ik="f769bcd751044604127672711c6d3441"';
const leaking = (more = {}) => ({
  headers: {
    'WWW-Authenticate': `Digest realm="ims", nonce="${NONCE}", algorithm=AKAv1-MD5, ${KEYS}, qop="auth"`,
    ...more,
  },
});

test('ck and ik on the way to the UE', async () => {
  const script = new Script()
    .register()
    .challengeMw()
    .challenge(leaking({ Server: 'Lab 1' }))
    .answer()
    .ok();
  const [finding, ...others] = await findingsOf('R02', script);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'certain' });
  expect(finding?.frames).toEqual([{ file: 0, frame: 3 }]);
  expect(finding?.detail).toBe(
    'WWW-Authenticate in the 401 to 10.0.0.1 has ck and ik. Anyone who captures on the path can decrypt the whole session. The sender identifies itself as "Lab 1".',
  );
});

test('a UE that stays silent may do so for that', async () => {
  const [finding] = await findingsOf('R02', new Script().register().challenge(leaking()));
  expect(finding?.detail).toContain('some UEs ignore a 401 with ck and ik');
});

test('without IPsec there is no session to read: a note', async () => {
  const without = { headers: { 'Security-Client': null, Require: null, 'Proxy-Require': null } };
  const script = new Script()
    .register(without)
    .registerMw()
    .challengeMw()
    .challenge(leaking({ 'Security-Server': null }));
  const [finding] = await findingsOf('R02', script);
  expect(finding?.severity).toBe('note');
});

test('with one Via and no word of security it may be Mw of a P-CSCF that is a B2BUA', async () => {
  const without = { headers: { 'Security-Client': null, Require: null, 'Proxy-Require': null } };
  const script = new Script().register(without).challenge(leaking({ 'Security-Server': null }));
  expect(await findingsOf('R02', script)).toEqual([]);
});

test('on Mw they belong there', async () => {
  expect(await findingsOf('R02', new Script().register().challengeMw().challenge().answer().ok())).toEqual(
    [],
  );
});
