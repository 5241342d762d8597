import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { tagsOf } from '../../../src/diagnosis/cases/case.ts';
import { KEY } from '../../support/captures/sa-set.ts';
import { caseOf, mechanism, NONCE, PCSCF, Script, UE } from '../../support/events/script.ts';

const whole = () => new Script().register().registerMw().challengeMw().challenge().answer().ok();

test('the messages of an attempt are told apart by leg', async () => {
  const [first, second] = (await caseOf(whole())).attempts;
  expect(first?.gm.requests.map(({ frame }) => frame)).toEqual([1]);
  expect(first?.mw.requests.map(({ frame }) => frame)).toEqual([2]);
  expect(first?.mw.responses.map(({ frame }) => frame)).toEqual([3]);
  expect(first?.gm.responses.map(({ frame }) => frame)).toEqual([4]);
  expect(second?.gm.requests[0]?.protection?.icv).toBe('good');
});

test('headers are taken apart: offers, answer, verify, digest, challenge', async () => {
  const [first, second] = (await caseOf(whole())).attempts;
  expect(first?.securityClient).toMatchObject([{ spiC: UE.spiC, portS: UE.portS }]);
  expect(first?.securityServer).toMatchObject([{ spiC: PCSCF.spiC, ealg: 'aes-cbc' }]);
  expect(first?.requiresSecAgree).toBe(true);
  expect(first?.mwChallenge?.ck).not.toBeNull();
  expect(first?.gmChallenge?.ck).toBeNull();
  expect(first?.challenge?.keys).toHaveLength(1);
  expect(second?.authorization?.nonce).toBe(NONCE);
  expect(second?.securityVerify).toMatchObject([{ spiS: PCSCF.spiS }]);
  expect(second?.final?.message.status).toBe(200);
});

test('a final response on Gm goes before that on Mw; without either there is none', async () => {
  const [first] = (await caseOf(new Script().register().challengeMw())).attempts;
  expect([first?.gmFinal, first?.final?.frame]).toEqual([null, 2]);
  const [alone] = (await caseOf(new Script().register())).attempts;
  expect([alone?.final, alone?.gmChallenge, alone?.challenge]).toEqual([null, null, null]);
});

test('option tags in any case, from several fields', async () => {
  const script = new Script().register({ headers: { Require: 'Path, SEC-AGREE', 'Proxy-Require': 'x' } });
  const [first] = (await caseOf(script)).attempts;
  expect(tagsOf(first?.request ?? null, 'require', 'proxy-require')).toEqual(['path', 'sec-agree', 'x']);
  expect(tagsOf(null, 'require')).toEqual([]);
});

test('WWW-Authenticate challenges in a 401 only', async () => {
  const refused = new Script().register().challenge({ startLine: 'SIP/2.0 403 Forbidden' });
  expect((await caseOf(refused)).attempts[0]?.gmChallenge).toBeNull();
});

describe('several challenges in one 401', () => {
  const OTHER = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
  const keys = `ck="${toHex(KEY.ck)}", ik="${toHex(KEY.ik)}"`;
  const sha = `Digest realm="ims", nonce="${OTHER}", algorithm=SHA-256`;
  const aka = `Digest realm="ims", nonce="${NONCE}", algorithm=AKAv1-MD5`;
  const UE6 = { ...UE, address: '2001:db8::1' };
  const PCSCF6 = { ...PCSCF, address: '2001:db8::2' };
  const gm = { source: UE6.address, sourcePort: 5060, destination: PCSCF6.address, destinationPort: 5060 };
  const back = { source: gm.destination, sourcePort: 5060, destination: gm.source, destinationPort: 5060 };

  test.each([
    [
      'two fields',
      { 'WWW-Authenticate': sha, 'www-authenticate': `${aka}, ${keys}` },
      { 'WWW-Authenticate': sha, 'www-authenticate': aka },
    ],
    [
      'comma-joined',
      { 'WWW-Authenticate': `${sha}, ${aka}, ${keys}` },
      { 'WWW-Authenticate': `${sha}, ${aka}` },
    ],
    [
      'one for a proxy',
      { 'WWW-Authenticate': sha, 'Proxy-Authenticate': `${aka}, ${keys}` },
      { 'WWW-Authenticate': sha, 'Proxy-Authenticate': aka },
    ],
  ])('%s, over IPv6 and TCP', async (_, onMw, onGm) => {
    const ends = { ue: UE6, pcscf: PCSCF6 };
    const answer = `Digest username="alice@ims", realm="ims", uri="sip:ims", nonce="${NONCE}", response="0", algorithm=akav1-md5`;
    const headers = {
      'Security-Client': mechanism(UE6),
      'Security-Verify': mechanism(PCSCF6),
      Authorization: 'Digest username="alice@ims", realm="proxy", uri="sip:ims", nonce="", response=""',
      authorization: answer,
    };
    const script = new Script()
      .register({ ...ends, flow: gm })
      .challengeMw({ headers: onMw })
      .challenge({ ...ends, flow: back, headers: onGm })
      .espTcpMessage('uc->ps', 'REGISTER sip:ims SIP/2.0', { ...ends, cseq: 2, headers })
      .espTcpMessage('ps->uc', 'SIP/2.0 200 OK', { ...ends, cseq: 2, headers: { Expires: '600' } });
    const subject = await caseOf(script);
    const [challenged, answered] = subject.attempts;
    expect(challenged?.gmChallenges.map(({ nonce }) => nonce)).toEqual([OTHER, NONCE]);
    expect(challenged?.gmChallenge?.nonce).toBe(NONCE);
    expect(challenged?.attempt.challengeNonce).toBe(NONCE);
    expect(answered?.authorization?.nonce).toBe(NONCE);
    expect(subject.outcome).toBe('registered');
    expect(subject.sets.map(({ set, answer: by }) => [set.key?.source, by?.attempt.cseq])).toEqual([
      ['401', 2],
    ]);
  });

  test('a UE that takes the one that is not of AKA', async () => {
    const headers = {
      Authorization: `Digest username="alice@ims", realm="ims", uri="sip:ims", nonce="${OTHER}", response="0", algorithm=SHA-256`,
    };
    const script = new Script()
      .register()
      .challengeMw()
      .challenge({ headers: { 'WWW-Authenticate': aka, 'www-authenticate': sha } })
      .answer({ headers });
    const [challenged] = (await caseOf(script)).attempts;
    expect(challenged?.gmChallenge?.algorithm).toBe('SHA-256');
    expect(challenged?.attempt.challengeNonce).toBe(OTHER);
    expect((await caseOf(script)).sets[0]?.answer?.attempt.cseq).toBe(2);
  });

  test('unanswered: that of AKA counts, wherever it stands', async () => {
    const script = new Script().register().challenge({ headers: { 'WWW-Authenticate': `${sha}, ${aka}` } });
    expect((await caseOf(script)).attempts[0]?.gmChallenge?.algorithm).toBe('AKAv1-MD5');
  });
});
