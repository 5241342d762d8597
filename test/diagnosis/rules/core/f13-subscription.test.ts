import { expect, test } from 'vitest';
import { avp } from '../../../support/captures/diameter.ts';
import { join, latin1, u32 } from '../../../support/captures/packets.ts';
import { findingsOf, Script } from '../../../support/events/script.ts';

const UA = 300;
const MA = 303;
const user = avp(1, 0, latin1('alice@ims'));
const experimental = (code: number) => avp(297, 0, join(avp(298, 0, u32(code))));
const refused = (status: string) => ({
  startLine: `SIP/2.0 ${status}`,
  headers: { 'WWW-Authenticate': null, 'Security-Server': null },
});

test.each([
  ["403 Forbidden - HSS Identities don't match", 'IMPI and IMPU do not belong together in the HSS'],
  [
    '403 Forbidden - HSS Authentication Scheme Unsupported',
    'The HSS does not support the authentication scheme',
  ],
  ['403 Forbidden - HSS returned no authentication vectors', 'The HSS gives no authentication vectors'],
  ['403 Forbidden - HSS Unable to comply', 'The HSS is unable to comply'],
  ['403 Forbidden - HSS responded with unknown (Experimental) Result Code', 'The HSS refuses the user'],
  ['403 Forbidden - Public identity not found (To:)', 'The S-CSCF finds no public identity in the REGISTER'],
  ['403 Forbidden - Nonce not found (Authorization: nonce)', 'The S-CSCF finds no nonce in the REGISTER'],
  ['480 Temporarily Unavailable - Diameter Cx interface failed', 'The Cx interface fails'],
  ['480 Temporarily unavailable - TimeOut in MAR/A HSS', 'The HSS does not answer on Cx'],
  ['480 Temporarily unavailable - Missing AVP in UAA from HSS', 'An AVP is missing on Cx'],
  ['500 MAR failed', 'The Cx interface fails'],
])('%s', async (status, title) => {
  const [finding] = await findingsOf('F13', new Script().register().challenge(refused(status)));
  expect(finding).toMatchObject({ title, severity: 'error', confidence: 'likely' });
  expect(finding?.detail).toBe(`The REGISTER got ${status}.`);
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([2]);
});

test.each([
  [
    experimental(5002),
    '5002 DIAMETER_ERROR_IDENTITIES_DONT_MATCH',
    'IMPI and IMPU do not belong together in the HSS',
  ],
  [experimental(5004), '5004 DIAMETER_ERROR_ROAMING_NOT_ALLOWED', 'The HSS does not allow roaming here'],
  [
    experimental(5006),
    '5006 DIAMETER_ERROR_AUTH_SCHEME_NOT_SUPPORTED',
    'The HSS does not support the authentication scheme',
  ],
  [avp(268, 0, u32(5012)), '5012 DIAMETER_UNABLE_TO_COMPLY', 'The HSS is unable to comply'],
  [avp(268, 0, u32(3002)), '3002 DIAMETER_UNABLE_TO_DELIVER', 'The HSS does not answer on Cx'],
  [experimental(5999), '5999', 'The HSS refuses the user or cannot be reached'],
])('a result of the HSS proves it: %#', async (result, text, title) => {
  const script = new Script().register().registerMw().cx(UA, true, user).cx(UA, false, result);
  const [finding] = await findingsOf('F13', script.challenge(refused('403 Forbidden')));
  expect(finding).toMatchObject({ title, severity: 'error', confidence: 'certain', settle: null });
  expect(finding?.detail).toContain(`The HSS answers ${text} in the UAA.`);
  expect(finding?.frames[0]).toEqual({ file: 0, frame: 4 });
});

test('a request without an answer proves that the HSS is silent', async () => {
  const script = new Script()
    .register()
    .registerMw()
    .cx(UA, true, user)
    .cx(UA, false, avp(268, 0, u32(2001)));
  script.cx(MA, true, user).wait(4).challenge(refused('480 Temporarily unavailable - TimeOut in MAR/A HSS'));
  const [finding] = await findingsOf('F13', script);
  expect(finding?.confidence).toBe('certain');
  expect(finding?.detail).toContain('The HSS does not answer the MAR: nothing came back in 4.01 s');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([5, 6]);
});

test('nothing when the HSS agrees, when the UE registers all the same, or when it does not know the user', async () => {
  const asked = () => new Script().register().registerMw().cx(UA, true, user);
  const good = asked()
    .cx(UA, false, avp(268, 0, u32(2001)))
    .challengeMw()
    .challenge();
  expect(await findingsOf('F13', good)).toEqual([]);
  const first = asked().cx(UA, false, experimental(5003)).challengeMw().challenge().answer().ok();
  expect(await findingsOf('F13', first)).toEqual([]);
  expect(await findingsOf('F13', asked().cx(UA, false, experimental(5001)))).toEqual([]);
});

test('both say why: the code counts, and both are shown', async () => {
  const script = new Script().register().registerMw().cx(UA, true, user).cx(UA, false, experimental(5004));
  script.challenge(refused('403 Forbidden - HSS responded with unknown (Experimental) Result Code'));
  const [finding] = await findingsOf('F13', script);
  expect(finding).toMatchObject({ title: 'The HSS does not allow roaming here', confidence: 'certain' });
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([4, 5]);
});

test('a silent HSS without words of the CSCF is likely', async () => {
  const script = new Script().register().registerMw().cx(MA, true, user).wait(6);
  const [finding] = await findingsOf('F13', script.challenge(refused('500 Server Internal Error')));
  expect(finding).toMatchObject({ title: 'The HSS does not answer on Cx', confidence: 'likely' });
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([3, 4]);
});

test('without Cx a late refusal shows that the CSCF waited', async () => {
  const script = new Script().register().wait(5.5).challenge(refused('500 MAR failed'));
  const [finding] = await findingsOf('F13', script);
  expect(finding).toMatchObject({ title: 'The Cx interface fails', confidence: 'likely' });
  expect(finding?.detail).toContain('It came 5.51 s after the REGISTER');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 2]);
});
