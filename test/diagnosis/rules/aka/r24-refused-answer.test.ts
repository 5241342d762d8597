import { expect, test } from 'vitest';
import { diagnosed, findingsOf, mechanism, NONCE, PCSCF, Script } from '../../../support/events/script.ts';
import { usimsOf, WORKED } from '../../../support/events/worked-example.ts';

const USIMS = { usims: usimsOf({ k: WORKED.k, opc: WORKED.opc }) };
const challenged = () => new Script().register().challengeMw().challenge();
const refusal = (phrase: string) => ({ startLine: `SIP/2.0 403 ${phrase}` });
/** With the response of the worked example. */
const right = {
  headers: {
    Authorization: `Digest username="${WORKED.username}", realm="${WORKED.realm}", uri="${WORKED.uri}", nonce="${NONCE}", response="${WORKED.response.akav1}", algorithm=AKAv1-MD5, qop=auth, nc=${WORKED.nc}, cnonce="${WORKED.cnonce}"`,
  },
};

test('a response that is wrong is the fault of the keys', async () => {
  const script = challenged().answer().ok(refusal('Forbidden'));
  const [finding] = await findingsOf('R24', script, USIMS);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain', settle: null });
  expect(finding?.title).toBe('The `response` of the UE is wrong');
  expect(finding?.detail).toBe(
    'REGISTER 2 with a good ICV gets 403 Forbidden. Its response does not match RES (algorithm AKAv1-MD5, qop auth).',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([4, 5]);
});

test('a response that is right is not', async () => {
  const script = challenged().answer(right).ok(refusal('Forbidden'));
  const [finding] = await findingsOf('R24', script, USIMS);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.title).toBe('The REGISTER is refused although its `response` is right');
  expect(finding?.advice).toContain('Look past the authentication');
});

test('without RES it is one or the other, as the reason phrase says', async () => {
  const of = async (phrase: string) => {
    const [finding] = await findingsOf('R24', challenged().answer().ok(refusal(phrase)));
    return finding?.confidence;
  };
  expect(await of('Forbidden')).toBe('possible');
  expect(await of('Forbidden - Authentication Failed')).toBe('likely');
  expect(await of("Forbidden - HSS Identities don't match")).toBeUndefined();
});

test('a wrong response may be answered with another challenge', async () => {
  const again = {
    headers: {
      'WWW-Authenticate': `Digest realm="ims", nonce="${NONCE.replace('I', 'J')}", algorithm=AKAv1-MD5`,
    },
  };
  const script = () =>
    challenged()
      .answer()
      .ok({ startLine: 'SIP/2.0 401 Unauthorized', ...again });
  expect(await findingsOf('R24', script(), USIMS)).toHaveLength(1);
  expect(await findingsOf('R24', script())).toEqual([]);
});

test('not for a Security-Verify that differs, nor for a 200', async () => {
  const headers = { 'Security-Verify': mechanism({ ...PCSCF, spiC: 7 }) };
  expect(await findingsOf('R24', challenged().answer({ headers }).ok(refusal('Forbidden')))).toEqual([]);
  expect(await findingsOf('R24', challenged().answer().ok(), USIMS)).toEqual([]);
});

test('not for a refusal of the P-CSCF, even if the response is wrong', async () => {
  const script = new Script().register().registerMw().challengeMw().challenge().answer();
  expect(await findingsOf('R24', script.ok(refusal('Forbidden')), USIMS)).toEqual([]);
  const forwarded = new Script().register().registerMw().challengeMw().challenge().answer();
  forwarded.registerMw({ cseq: 2 }).ok(refusal('Forbidden'));
  expect(await findingsOf('R24', forwarded, USIMS)).toHaveLength(1);
});

const KEY_WORDS = /\bRES\b|\bXRES\b|OPc|--usim|\bK\b/;

test.each(['MD5', 'SHA-256', 'MD5-sess', null])('a password is no AKA: %s', async algorithm => {
  const named = algorithm === null ? '' : `, algorithm=${algorithm}`;
  const script = new Script()
    .register({ headers: { Authorization: null } })
    .challenge({
      headers: {
        'WWW-Authenticate': `Digest realm="pbx", nonce="aaaa1111", qop="auth"${named}`,
        'Security-Server': null,
      },
    })
    .clear('REGISTER sip:pbx SIP/2.0', {
      cseq: 2,
      headers: {
        Authorization: `Digest username="u1", realm="pbx", uri="sip:pbx", nonce="aaaa1111", response="0123456789abcdef0123456789abcdef", qop=auth, nc=00000001, cnonce="1"${named}`,
      },
    })
    .clearBack('SIP/2.0 403 Forbidden', { cseq: 2 });
  const [finding] = await findingsOf('R24', script);
  expect(finding?.confidence).toBe('possible');
  expect(finding?.advice).toMatch(/password.*realm "pbx"/);
  expect(`${finding?.detail} ${finding?.advice} ${finding?.settle}`).not.toMatch(KEY_WORDS);
});

test('challenges without end, also of a password: the registration has failed', async () => {
  const nonce = (n: number) => `aaaa${n}`;
  const challenge = (n: number) => ({
    cseq: n,
    headers: { 'WWW-Authenticate': `Digest realm="pbx", nonce="${nonce(n)}", algorithm=SHA-256, qop="auth"` },
  });
  const script = new Script().register().clearBack('SIP/2.0 401 Unauthorized', challenge(1));
  for (const n of [2, 3])
    script
      .clear('REGISTER sip:pbx SIP/2.0', {
        cseq: n,
        headers: {
          Authorization: `Digest username="u1", realm="pbx", uri="sip:pbx", nonce="${nonce(n - 1)}", response="0123456789abcdef", algorithm=SHA-256, qop=auth, nc=00000001, cnonce="1"`,
        },
      })
      .clearBack('SIP/2.0 401 Unauthorized', challenge(n));
  const { registrations } = await diagnosed(script);
  expect(registrations[0]?.outcome).toBe('failed');
  const [finding] = await findingsOf('R24', script);
  expect(finding).toMatchObject({
    title: 'The answers to the challenges are not accepted',
    severity: 'error',
    confidence: 'likely',
  });
  expect(finding?.detail).toContain('3 challenges, no 200');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([3, 4, 5, 6]);
  expect(`${finding?.detail} ${finding?.advice} ${finding?.settle}`).not.toMatch(KEY_WORDS);
});
