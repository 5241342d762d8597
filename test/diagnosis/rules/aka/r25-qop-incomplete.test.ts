import { expect, test } from 'vitest';
import { diagnosed, findingsOf, NONCE, Script } from '../../../support/events/script.ts';
import { usimsOf, WORKED } from '../../../support/events/worked-example.ts';

const challenged = () => new Script().register().challengeMw().challenge();
const answering = (qop: string) => ({
  headers: {
    Authorization: `Digest username="alice@ims", realm="ims", uri="sip:ims", nonce="${NONCE}", response="0123456789abcdef0123456789abcdef", algorithm=AKAv1-MD5${qop}`,
  },
});

test('qop without nc and cnonce', async () => {
  const script = challenged().answer(answering(', qop=auth')).ok({ startLine: 'SIP/2.0 400 Bad Request' });
  const [finding] = await findingsOf('R25', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.detail).toBe(
    'Authorization has qop=auth without nc and cnonce. The response is 400 Bad Request.',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([4, 5]);
});

test('a qop that was not offered; a warning if it is accepted', async () => {
  const script = challenged().answer(answering(', qop=auth-int, nc=00000001, cnonce="1"')).ok();
  const [finding] = await findingsOf('R25', script);
  expect(finding?.severity).toBe('warning');
  expect(finding?.detail).toContain('qop=auth-int, but the challenge offers auth.');
});

test('nothing without qop, nor with all of it', async () => {
  expect(await findingsOf('R25', challenged().answer(answering('')).ok())).toEqual([]);
  expect(await findingsOf('R25', challenged().answer().ok())).toEqual([]);
});

const NONE = {
  headers: { 'WWW-Authenticate': `Digest realm="ims", nonce="${NONCE}", algorithm=AKAv1-MD5` },
};
const FULL = ', qop=auth, nc=00000001, cnonce="1"';
const errorsOf = async (script: Script, more = {}) => {
  const { registrations } = await diagnosed(script, more);
  const findings = registrations.flatMap(one => one.findings).filter(({ severity }) => severity === 'error');
  return findings.map(({ rule, confidence }) => `${rule} ${confidence}`);
};

test.each(['403 Forbidden', '500 Server Internal Error', '401 Unauthorized'])(
  'a challenge that offers none, whatever refuses the answer: %s',
  async status => {
    const script = new Script().register().challengeMw().challenge(NONE).answer(answering(FULL));
    script.ok({ startLine: `SIP/2.0 ${status}` });
    expect(await errorsOf(script)).toEqual(['R25 certain']);
    const [finding] = await findingsOf('R25', script);
    expect(finding?.title).toBe('The UE answers with a qop that was not offered');
    expect(finding?.frames.map(({ frame }) => frame)).toEqual([3, 4, 5]);
  },
);

test('the form of the response is said where RES is known', async () => {
  const values = (response: string, more: string) => ({
    headers: {
      Authorization: `Digest username="${WORKED.username}", realm="${WORKED.realm}", uri="${WORKED.uri}", nonce="${NONCE}", response="${response}", algorithm=AKAv1-MD5, qop=auth, nc=${WORKED.nc}, cnonce="${WORKED.cnonce}"${more}`,
    },
  });
  const usims = usimsOf({ k: WORKED.k, opc: WORKED.opc });
  const of = async (response: string) => {
    const script = new Script().register().challengeMw().challenge(NONE).answer(values(response, ''));
    script.ok({ startLine: 'SIP/2.0 403 Forbidden' });
    return { errors: await errorsOf(script, { usims }), found: await findingsOf('R25', script, { usims }) };
  };
  const withQop = await of(WORKED.response.akav1);
  expect(withQop.errors).toEqual(['R25 certain']);
  expect(withQop.found[0]?.detail).toContain('the response has the form with qop=auth.');
  const without = await of(WORKED.response.akav1WithoutQop);
  expect(without.errors).toEqual(['R25 certain']);
  expect(without.found[0]?.detail).toContain('the form without qop (RFC 2069)');
  const wrong = await of('0123456789abcdef0123456789abcdef');
  expect(wrong.errors).toEqual(['R24 certain']);
  expect(wrong.found[0]?.severity).toBe('warning');
});

test('a challenge that was not seen, or was cut, offers nothing and forbids nothing', async () => {
  const unseen = new Script().register().answer(answering(FULL)).ok({ startLine: 'SIP/2.0 403 Forbidden' });
  expect(await findingsOf('R25', unseen)).toEqual([]);
  const other = {
    headers: {
      'WWW-Authenticate': `Digest realm="ims", nonce="${NONCE.replace('I', 'J')}", algorithm=AKAv1-MD5`,
    },
  };
  const another = new Script().register().challengeMw(other).challenge(other).answer(answering(FULL)).ok();
  expect(await findingsOf('R25', another)).toEqual([]);
});

test('seen on Mw alone it is likely; a refusal with another cause, or none at all, is no error of qop', async () => {
  const onMw = new Script().register().registerMw().challengeMw(NONE);
  onMw.clear('REGISTER sip:ims SIP/2.0', { cseq: 2, ...answering(FULL) });
  onMw.clearBack('SIP/2.0 403 Forbidden', { cseq: 2 });
  expect((await findingsOf('R25', onMw))[0]).toMatchObject({ confidence: 'likely', severity: 'error' });
  const named = new Script().register().challengeMw().challenge(NONE).answer(answering(FULL));
  named.ok({ startLine: "SIP/2.0 403 Can't register to QoS for signalling" });
  expect(await errorsOf(named)).toEqual(['G12 likely']);
  const silent = new Script().register().challengeMw().challenge(NONE).answer(answering(FULL));
  expect((await findingsOf('R25', silent))[0]?.severity).toBe('warning');
});

test('a password has the same rule', async () => {
  const script = new Script()
    .register({
      headers: { Authorization: null, 'Security-Client': null, Require: null, 'Proxy-Require': null },
    })
    .clearBack('SIP/2.0 401 Unauthorized', {
      headers: { 'WWW-Authenticate': 'Digest realm="pbx", nonce="n1", algorithm=SHA-256' },
    })
    .clear('REGISTER sip:pbx SIP/2.0', {
      cseq: 2,
      headers: {
        Authorization: `Digest username="u1", realm="pbx", uri="sip:pbx", nonce="n1", response="0123", algorithm=SHA-256${FULL}`,
      },
    })
    .clearBack('SIP/2.0 403 Forbidden', { cseq: 2 });
  expect(await errorsOf(script)).toEqual(['R25 certain']);
});
