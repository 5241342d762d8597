import { expect, test } from 'vitest';
import { findingsOf, mechanism, NONCE, PCSCF, Script } from '../../../support/events/script.ts';
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
  const script = challenged().answer(right).ok(refusal('Forbidden - HSS User Unknown'));
  const [finding] = await findingsOf('R24', script, USIMS);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.title).toBe('The REGISTER is refused although its `response` is right');
  expect(finding?.advice).toContain('subscription');
});

test('without RES it is one or the other, as the reason phrase says', async () => {
  const of = async (phrase: string) => {
    const [finding] = await findingsOf('R24', challenged().answer().ok(refusal(phrase)));
    return finding?.confidence;
  };
  expect(await of('Forbidden')).toBe('possible');
  expect(await of('Forbidden - Authentication Failed')).toBe('likely');
  expect(await of("Forbidden - HSS Identities don't match")).toBe('likely');
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
