import { expect, test } from 'vitest';
import { findingsOf, Script } from '../../../support/events/script.ts';

const headers = { 'WWW-Authenticate': null, 'Security-Server': null };

test('478 names the domain that has no address', async () => {
  const script = new Script()
    .register()
    .challenge({ startLine: 'SIP/2.0 478 Unresolvable destination (478/TM)', headers });
  const [finding] = await findingsOf('R29', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.detail).toBe(
    'The REGISTER got 478 Unresolvable destination (478/TM) for the Request-URI sip:ims.',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 2]);
});

test('another refusal is no matter of names', async () => {
  const script = new Script()
    .register()
    .challenge({ startLine: 'SIP/2.0 500 Server Internal Error', headers });
  expect(await findingsOf('R29', script)).toEqual([]);
});
