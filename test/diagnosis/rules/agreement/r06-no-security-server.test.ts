import { describe, expect, test } from 'vitest';
import {
  diagnosed,
  findingsOf,
  mechanism,
  NONCE,
  PCSCF,
  Script,
  UE,
} from '../../../support/events/script.ts';

const without = { headers: { 'Security-Server': null } };

test('a 401 without Security-Server', async () => {
  const script = new Script().register().challengeMw().challenge(without);
  const [finding] = await findingsOf('R06', script);
  expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(finding?.detail).toBe(
    'Security-Client offers hmac-sha-1-96/aes-cbc, but the 401 has no Security-Server.',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 3]);
});

test('what speaks for a cause is said', async () => {
  const tls = { headers: { 'Security-Client': `tls;q=0.2, ${mechanism(UE)}` } };
  const [first] = await findingsOf('R06', new Script().register(tls).challenge(without));
  expect(first?.detail).toContain('The first mechanism is tls');
  const keyless = {
    headers: { 'WWW-Authenticate': `Digest realm="ims", nonce="${NONCE}", algorithm=AKAv1-MD5` },
  };
  const [second] = await findingsOf('R06', new Script().register().challengeMw(keyless).challenge(without));
  expect(second?.detail).toContain('has no ck and ik');
  const again = new Script().register().challengeMw().challenge().wait(60);
  const [third] = await findingsOf(
    'R06',
    again.register({ callId: 'b@ue' }).challenge({ callId: 'b@ue', ...without }),
  );
  expect(third?.detail).toContain('may have run out');
});

test('one without SPIs is none; a UE that registers all the same makes it a warning', async () => {
  const bare = { headers: { 'Security-Server': 'ipsec-3gpp;q=0.1' } };
  const script = new Script().register().challenge(bare).clear('REGISTER sip:ims SIP/2.0', { cseq: 2 });
  const [finding] = await findingsOf('R06', script.clearBack('SIP/2.0 200 OK', { cseq: 2 }));
  expect(finding?.severity).toBe('warning');
});

test('nothing for a UE that offers nothing, nor where it is there', async () => {
  const plain = new Script().register({ headers: { 'Security-Client': null } }).challenge(without);
  expect(await findingsOf('R06', plain)).toEqual([]);
  expect(await findingsOf('R06', new Script().register().challenge().answer().ok())).toEqual([]);
});

describe('ipsec-3gpp without all SPIs and ports', () => {
  const bare = 'ipsec-3gpp;q=0.1;alg=hmac-sha-1-96;ealg=aes-cbc';
  const { spiC, spiS, portC, portS } = PCSCF;

  test.each([
    ['no ports', `${bare};spi-c=${spiC};spi-s=${spiS}`, 'without port-c, port-s'],
    ['ports of 0', `${bare};spi-c=${spiC};spi-s=${spiS};port-c=0;port-s=0`, 'without port-c, port-s'],
    ['no SPIs', `${bare};port-c=${portC};port-s=${portS}`, 'without spi-c, spi-s'],
    ['SPIs of 0', `${bare};spi-c=0;spi-s=0;port-c=${portC};port-s=${portS}`, 'without spi-c, spi-s'],
    ['none of them', bare, 'without spi-c, spi-s, port-c, port-s'],
  ])('%s: registered in ESP all the same', async (_, server, lacking) => {
    const headers = { 'Security-Server': server };
    for (const isTcp of [false, true]) {
      const script = new Script().register().challengeMw().challenge({ headers });
      if (isTcp)
        script
          .espTcpMessage('uc->ps', 'REGISTER sip:ims SIP/2.0', { cseq: 2, headers: answerHeaders(server) })
          .espTcpMessage('ps->uc', 'SIP/2.0 200 OK', { cseq: 2, headers: { Expires: '600' } });
      else script.answer({ headers: { 'Security-Verify': server } }).ok();
      const { registrations } = await diagnosed(script);
      expect(registrations[0]?.outcome).toBe('registered');
      expect(registrations[0]?.verdict).toMatch(/protected by .*hmac-sha-1-96\/aes-cbc/);
      const [finding] = registrations[0]?.findings.filter(({ rule }) => rule === 'R06') ?? [];
      expect(finding).toMatchObject({ severity: 'warning', confidence: 'certain' });
      expect(finding?.title).toBe('Security-Server lacks SPIs or ports of the P-CSCF');
      expect(finding?.detail).toContain(lacking);
      expect(registrations[0]?.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    }
  });

  test('a UE that says nothing more: only likely the cause', async () => {
    const script = new Script()
      .register()
      .challengeMw()
      .challenge({ headers: { 'Security-Server': bare } });
    const [finding] = await findingsOf('R06', script);
    expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
  });
});

test('not where the P-CSCF names another mechanism of the offer for SIP', async () => {
  const client = { headers: { 'Security-Client': `${mechanism(UE)}, tls;q=0.5` } };
  const tls = new Script()
    .register(client)
    .challengeMw()
    .challenge({ headers: { 'Security-Server': 'tls' } });
  expect(await findingsOf('R06', tls)).toEqual([]);
  const media = new Script()
    .register({ headers: { 'Security-Client': `${mechanism(UE)}, sdes-srtp;mediasec` } })
    .challengeMw()
    .challenge({ headers: { 'Security-Server': 'sdes-srtp;mediasec' } });
  const [finding] = await findingsOf('R06', media);
  expect(finding?.detail).toContain('without ipsec-3gpp: sdes-srtp (media)');
});

function answerHeaders(server: string): Record<string, string> {
  return {
    'Security-Client': mechanism(UE),
    'Security-Verify': server,
    Authorization: `Digest username="alice@ims", realm="ims", uri="sip:ims", nonce="${NONCE}", response="0", algorithm=AKAv1-MD5`,
  };
}
