import { expect, test } from 'vitest';
import { findingsOf, mechanism, Script, UE } from '../../../support/events/script.ts';

const refused = (script: Script, phrase = 'Forbidden') => script.clearBack(`SIP/2.0 403 ${phrase}`);

test('the reason phrase says it', async () => {
  const script = refused(new Script().register(), 'No Acceptable IPsec Algorithm');
  const [finding] = await findingsOf('F2', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.detail).toBe(
    'Security-Client offers hmac-sha-1-96/aes-cbc. The response, before any challenge, is 403 No Acceptable IPsec Algorithm.',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 2]);
});

test('an offer of nothing that TS 33.203 has may be the reason', async () => {
  const odd = mechanism(UE).replace('hmac-sha-1-96', 'hmac-sha-256-128');
  const script = refused(new Script().register({ headers: { 'Security-Client': odd } }));
  const [finding] = await findingsOf('F2', script);
  expect(finding?.confidence).toBe('possible');
});

test('not for another refusal, nor once a challenge has come', async () => {
  expect(await findingsOf('F2', refused(new Script().register()))).toEqual([]);
  const later = new Script().register().challenge().answer();
  expect(await findingsOf('F2', later.ok({ startLine: 'SIP/2.0 403 Bad Algorithm' }))).toEqual([]);
});
