import { describe, expect, test } from 'vitest';
import { findingsOf, mechanism, NONCE, PCSCF, Script, UE } from '../../../support/events/script.ts';

const challenged = () => new Script().register().challengeMw().challenge();
const differing = { 'Security-Verify': mechanism({ ...PCSCF, spiC: 7 }) };

test('another SPI in Security-Verify, and a 494', async () => {
  const script = challenged()
    .answer({ headers: differing })
    .ok({ startLine: 'SIP/2.0 494 Security Agreement Required' });
  const [finding] = await findingsOf('R37', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.detail).toBe(
    'spi-c: Security-Server has 2001, Security-Verify has 7. The response is 494 Security Agreement Required.',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([3, 4, 5]);
});

test('a P-CSCF that does not compare registers the UE all the same: a warning', async () => {
  const [finding] = await findingsOf('R37', challenged().answer({ headers: differing }).ok());
  expect(finding?.severity).toBe('warning');
});

test('order, case and blanks make no difference', async () => {
  const { spiC, spiS, portC, portS } = PCSCF;
  const same = `IPSEC-3GPP; alg=HMAC-SHA-1-96 ;ealg=aes-cbc; port-s=${portS};port-c=${portC};spi-s=${spiS};spi-c=0${spiC};mod=trans;prot=esp`;
  const script = challenged()
    .answer({ headers: { 'Security-Verify': same } })
    .ok();
  expect(await findingsOf('R37', script)).toEqual([]);
});

test('no Security-Verify at all', async () => {
  const script = challenged()
    .answer({ headers: { 'Security-Verify': null } })
    .ok({ startLine: 'SIP/2.0 400 Bad Request' });
  const [finding] = await findingsOf('R37', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
  expect(finding?.title).toBe('The protected REGISTER has no Security-Verify');
});

test('another Security-Client than the one that was challenged', async () => {
  const headers = { 'Security-Client': mechanism({ ...UE, spiS: 9 }) };
  const [finding] = await findingsOf('R37', challenged().answer({ headers }).ok());
  expect(finding?.severity).toBe('warning');
  expect(finding?.detail).toContain('spi-s: the challenged REGISTER has 1002, its answer has 9');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 3, 4, 5]);
});

test('a re-REGISTER offers anew', async () => {
  const headers = { 'Security-Client': mechanism({ ...UE, spiC: 9, spiS: 10 }) };
  const lost = challenged().answer({ cseq: 3, headers }).ok({ cseq: 3 });
  expect(await findingsOf('R37', lost)).toEqual([]);
});

describe('whatever the mechanism', () => {
  const digest = (rest: string) => ({
    Authorization: `Digest username="alice@ims", realm="ims", uri="sip:ims", nonce="${NONCE}", ${rest}`,
  });
  const round = (server: string, verify: string, end = 'SIP/2.0 200 OK', cseq = 2) =>
    new Script()
      .register({ headers: { 'Security-Client': server } })
      .challenge({
        headers: {
          'WWW-Authenticate': `Digest realm="ims", nonce="${NONCE}", algorithm=MD5`,
          'Security-Server': server,
        },
      })
      .register({
        cseq,
        headers: { ...digest('response="0"'), 'Security-Client': server, 'Security-Verify': verify },
      })
      .clearBack(end, { cseq });

  test.each([
    ['sdes-srtp;mediasec', 'sdes-srtp;mediasec', 'SDES-SRTP ; mediasec'],
    ['some of the media mechanisms', 'msrp-tls;mediasec, sdes-srtp;mediasec', 'sdes-srtp;mediasec'],
    ['tls', 'tls;q=0.2', 'tls;q=0.20'],
    ['digest', 'digest;d-alg=MD5;q=0.1', 'digest;q=0.1;d-alg=md5'],
  ])('repeated as it is: %s', async (_, server, verify) => {
    expect(await findingsOf('R37', round(server, verify))).toEqual([]);
  });

  test.each([
    ['another media mechanism', 'sdes-srtp;mediasec', 'msrp-tls;mediasec'],
    ['another q of tls', 'tls;q=0.2', 'tls;q=0.3'],
    ['ipsec-ike left out', 'ipsec-ike;q=0.1, tls;q=0.2', 'tls;q=0.2'],
  ])('%s', async (_, server, verify) => {
    const refused = round(server, verify, 'SIP/2.0 494 Security Agreement Required');
    const [named] = await findingsOf('R37', refused);
    expect(named).toMatchObject({ severity: 'error', confidence: 'certain' });
    const [forgiven] = await findingsOf('R37', round(server, verify));
    expect(forgiven).toMatchObject({ severity: 'warning', confidence: 'certain' });
    const [unclear] = await findingsOf('R37', round(server, verify, 'SIP/2.0 403 Forbidden'));
    expect(unclear).toMatchObject({ severity: 'error', confidence: 'likely' });
  });

  test('twice where Security-Server has it once', async () => {
    const [media] = await findingsOf(
      'R37',
      round('sdes-srtp;mediasec', 'sdes-srtp;mediasec, sdes-srtp;mediasec', 'SIP/2.0 494 x'),
    );
    expect(media?.title).toBe('Security-Verify repeats what Security-Server has once');
    expect(media?.detail).toContain('sdes-srtp (media) more than once');
    const twice = `${mechanism(PCSCF)}, ${mechanism(PCSCF)}`;
    const [ipsec] = await findingsOf(
      'R37',
      challenged()
        .answer({ headers: { 'Security-Verify': twice } })
        .ok(),
    );
    expect(ipsec).toMatchObject({ severity: 'warning', title: media?.title });
  });
});

test('the answer to either 401 is right where a REGISTER was challenged twice', async () => {
  const other = { ...PCSCF, spiC: 3001, spiS: 3002 };
  const script = new Script()
    .register()
    .challengeMw()
    .challenge()
    .challenge({ pcscf: other })
    .answer({ pcscf: other })
    .ok({ pcscf: other });
  expect(await findingsOf('R37', script)).toEqual([]);
});
