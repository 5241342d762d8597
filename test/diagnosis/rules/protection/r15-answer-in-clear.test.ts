import { describe, expect, test } from 'vitest';
import { findingsOf, mechanism, NONCE, PCSCF, Script, UE } from '../../../support/events/script.ts';

const challenged = () => new Script().register().challengeMw().challenge();
const authorization = (rest: string) => ({
  Authorization: `Digest username="alice@ims", realm="ims", uri="sip:ims", nonce="${NONCE}", ${rest}`,
});
const answer = authorization('response="0123456789abcdef0123456789abcdef", algorithm=AKAv1-MD5');

test('a REGISTER with response on port 5060 after a 401 with Security-Server', async () => {
  const [finding] = await findingsOf('R15', challenged().register({ cseq: 2, headers: answer }));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain', callId: 'a@ue' });
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([3, 4]);
  expect(finding?.detail).toContain('from port 5060 to port 5060, not in ESP to port-s 5063');
});

test('a P-CSCF that accepts it makes it a warning: what was agreed is lost', async () => {
  const script = challenged()
    .register({ cseq: 2, headers: answer })
    .clearBack('SIP/2.0 200 OK', { cseq: 2, headers: { Expires: '600' } });
  const [finding] = await findingsOf('R15', script);
  expect(finding?.severity).toBe('warning');
  expect(finding?.detail).toContain('The response is 200 OK');
});

describe('a copy from above IPsec, as a phone or an SBC hands it out', () => {
  const atPortS = { ...answer, Via: 'SIP/2.0/TCP [fd00::5]:32001;branch=z9hG4bKcopy' };
  const invented = { source: 'fd00::aa', sourcePort: 1, destination: 'fd00::bb', destinationPort: 2 };

  test('is answered, with a protected port in Via, whatever the addresses: no fault', async () => {
    const back = { source: 'fd00::bb', sourcePort: 2, destination: 'fd00::aa', destinationPort: 1 };
    const script = new Script()
      .register({ flow: invented })
      .challenge({ flow: back })
      .register({ cseq: 2, headers: atPortS, flow: invented })
      .clearBack('SIP/2.0 200 OK', { cseq: 2, flow: back });
    expect(await findingsOf('R15', script)).toEqual([]);
  });

  test('or goes between protected ports', async () => {
    const script = challenged()
      .register({ cseq: 2, headers: answer, flow: { sourcePort: UE.portC, destinationPort: PCSCF.portS } })
      .clearBack('SIP/2.0 403 Forbidden', { cseq: 2 });
    expect(await findingsOf('R15', script)).toEqual([]);
  });

  test('without an answer it may have gone out unprotected', async () => {
    const [finding] = await findingsOf('R15', challenged().register({ cseq: 2, headers: atPortS }));
    expect(finding?.confidence).toBe('likely');
  });
});

test('in ESP it is as it should be', async () => {
  expect(await findingsOf('R15', challenged().answer().ok())).toEqual([]);
});

test('auts and the refusal of a challenge belong in the clear', async () => {
  const auts = authorization('response="", auts="uoU/PBI8z0TpNZbjVcY="');
  expect(await findingsOf('R15', challenged().register({ cseq: 2, headers: auts }))).toEqual([]);
  const refusal = authorization('response=""');
  expect(await findingsOf('R15', challenged().register({ cseq: 2, headers: refusal }))).toEqual([]);
});

test('without Security-Server there is no SA to answer in', async () => {
  const script = new Script()
    .register()
    .challenge({ headers: { 'Security-Server': null } })
    .register({ cseq: 2, headers: answer });
  expect(await findingsOf('R15', script)).toEqual([]);
});

describe('mechanisms other than ipsec-3gpp', () => {
  const round = (client: string, server: string) =>
    new Script()
      .register({ headers: { 'Security-Client': client } })
      .challenge({ headers: { 'Security-Server': server } })
      .register({ cseq: 2, headers: { ...answer, 'Security-Client': client } });

  test.each([
    'sdes-srtp;mediasec',
    'tls;q=0.1',
    'digest;d-alg=MD5',
    'ipsec-ike',
    'ipsec-man;alg=hmac-md5-96',
  ])('%s makes no SAs to answer in', async one => {
    expect(await findingsOf('R15', round(one, one))).toEqual([]);
    expect(await findingsOf('R15', round(mechanism(UE), one))).toEqual([]);
    expect(await findingsOf('R15', round(one, `${mechanism(PCSCF)}, ${one}`))).toEqual([]);
  });

  test('beside ipsec-3gpp: certain with one of the media plane, likely with one that the UE may use instead', async () => {
    const media = `, sdes-srtp;mediasec`;
    const [certain] = await findingsOf('R15', round(mechanism(UE) + media, mechanism(PCSCF) + media));
    expect(certain?.confidence).toBe('certain');
    const [likely] = await findingsOf(
      'R15',
      round(`${mechanism(UE)}, tls`, `tls;q=0.9, ${mechanism(PCSCF)}`),
    );
    expect(likely?.confidence).toBe('likely');
    expect(likely?.detail).toContain('to port-s 5063');
  });
});
