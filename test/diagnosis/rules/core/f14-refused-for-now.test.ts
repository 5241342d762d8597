import { expect, test } from 'vitest';
import { findingsOf, Script } from '../../../support/events/script.ts';

const refused = (startLine: string, headers: Record<string, string> = {}) => ({
  startLine: `SIP/2.0 ${startLine}`,
  headers: { 'WWW-Authenticate': null, 'Security-Server': null, ...headers },
});

test.each([
  [
    '423 Interval Too Brief',
    { 'Min-Expires': '1800' },
    'The registration is too short',
    'Min-Expires: 1800.',
  ],
  ['423 Interval Too Brief', {}, 'The registration is too short', 'It has no Min-Expires.'],
  [
    '420 Bad Extension',
    { Unsupported: 'sec-agree' },
    'A CSCF does not support a required extension',
    'Unsupported: sec-agree.',
  ],
  [
    '439 First Hop Lacks Outbound Support',
    {},
    'The first hop does not support outbound',
    'It gives no further details.',
  ],
  ['503 Service Unavailable', { 'Retry-After': '30' }, 'A CSCF is out of service', 'Retry-After: 30.'],
  [
    '305 Use Proxy',
    { Contact: '<sip:p2.ims>' },
    'The P-CSCF sends the UE to another one',
    'Contact: <sip:p2.ims>.',
  ],
])('%s %o', async (startLine, headers, title, said) => {
  const [finding] = await findingsOf('F14', new Script().register().challenge(refused(startLine, headers)));
  expect(finding).toMatchObject({ title, severity: 'error', confidence: 'certain' });
  expect(finding?.detail).toContain(`got ${startLine}. ${said}`);
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 2]);
});

test('a UE that does what it is told makes it a note', async () => {
  const script = new Script()
    .register({ headers: { Expires: '60' } })
    .challenge(refused('423 Interval Too Brief', { 'Min-Expires': '1800' }))
    .register({ cseq: 2 })
    .challenge({ cseq: 2 });
  const [finding] = await findingsOf('F14', script);
  expect(finding).toMatchObject({ severity: 'note' });
  expect(finding?.detail).toBe(
    'The REGISTER, which asks for 60 s, got 423 Interval Too Brief. Min-Expires: 1800. A later REGISTER got further.',
  );
});

test('not what other rules are about: SAs that could not be made, time-outs, 403', async () => {
  for (const startLine of [
    '503 Service Unavailable (Create ipsec failed)',
    '408 Request Timeout',
    '403 Forbidden',
  ])
    expect(await findingsOf('F14', new Script().register().challenge(refused(startLine)))).toEqual([]);
});
