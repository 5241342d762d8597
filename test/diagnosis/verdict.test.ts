import { describe, expect, test } from 'vitest';
import { diagnosed, mechanism, NONCE, PCSCF, Script, UE } from '../support/events/script.ts';

const challenged = () => new Script().register().challengeMw().challenge();
const registered = () => challenged().answer().ok();
const verdictOf = async (script: Script) => (await diagnosed(script)).registrations[0]?.verdict;

test('registered: for how long, how often, over which SAs', async () => {
  expect(await verdictOf(registered())).toBe(
    'Registered for 600000 s, protected by SA set 1 (hmac-sha-1-96/aes-cbc)',
  );
  const again = registered().answer({ cseq: 3 }).ok({ cseq: 3 });
  expect(await verdictOf(again)).toMatch(
    /^Registered for 600000 s, re-registered once, protected by SA set 1/,
  );
});

test('registered without IPsec', async () => {
  const script = new Script()
    .register({ headers: { 'Security-Client': null } })
    .clearBack('SIP/2.0 200 OK', { cseq: 1, headers: { Contact: '<sip:alice@10.0.0.1:32001>;expires=60' } });
  expect(await verdictOf(script)).toBe('Registered for 60 s, without IPsec');
});

test('de-registered', async () => {
  const gone = registered()
    .answer({ cseq: 3, headers: { Expires: '0' } })
    .ok({ cseq: 3, headers: { Expires: '0' } });
  expect(await verdictOf(gone)).toBe('Registered, then de-registered (frame 7)');
});

test('failed: at which step, and by which cause', async () => {
  const script = challenged()
    .answer({ headers: { 'Security-Verify': mechanism(UE) } })
    .ok({ startLine: 'SIP/2.0 494 Security Agreement Required' });
  expect(await verdictOf(script)).toBe(
    'The protected REGISTER got 494 Security Agreement Required (frame 5). Cause: Security-Verify differs from Security-Server (R37, certain)',
  );
});

test('incomplete: what is missing, and when the capture ends', async () => {
  expect(await verdictOf(challenged().answer().wait(2).mw('OPTIONS sip:x SIP/2.0'))).toMatch(
    /^The protected REGISTER got no final response \(frame 4\)\. The capture ends 2\.01 s later/,
  );
  expect(await verdictOf(challenged())).toMatch(
    /^The registration stops at the challenge \(frame 3\)\. The capture ends 0\.00 s later/,
  );
});

test('a UE whose TCP is not answered has not been silent', async () => {
  expect(await verdictOf(challenged().espTcp('uc->ps'))).toMatch(
    /^The UE sends ESP under the new SAs \(frame 4\), but nothing comes back/,
  );
});

test('registered, where only Mw was captured: IPsec is not visible', async () => {
  const script = new Script().registerMw().mwBack('SIP/2.0 200 OK', { cseq: 1 });
  expect(await verdictOf(script)).toBe('Registered. Gm was not captured, so IPsec is not visible');
});

describe('without keys', () => {
  const ue = { ...UE, address: 'fd00::1' };
  const pcscf = { ...PCSCF, address: 'fd00::2' };
  const v6 = { ue, pcscf };
  const up = { source: ue.address, destination: pcscf.address };
  const down = { source: pcscf.address, destination: ue.address };
  const keyless = () => new Script().register({ ...v6, flow: up }).challenge({ ...v6, flow: down });

  test('both ends go on in ESP, here over TCP and IPv6: probably registered, and how to get the keys', async () => {
    const script = keyless();
    for (let i = 0; i < 3; i++) script.espTcp('uc->ps', v6).espTcp('ps->uc', v6);
    const [one] = (await diagnosed(script.espTcp('uc->ps', v6))).registrations;
    expect(one?.outcome).toBe('incomplete');
    expect(one?.verdict).toBe(
      'The outcome cannot be told without keys. The UE probably registered: after the 401 (frame 2) both ends send ESP (4 packets from the UE, 3 packets to it). To get the keys, give --usim (K and OPc) or --keys, or add a capture of Mw or Cx',
    );
  });

  test('one packet each, or a UE that begins anew, may be a refusal', async () => {
    const one = keyless().answer(v6).ok(v6);
    expect(await verdictOf(one)).toContain('Whether the UE registered is open: after the 401');
    const anew = keyless()
      .answer(v6)
      .ok(v6)
      .answer(v6)
      .ok(v6)
      .register({ ...v6, flow: up, callId: 'b@ue' });
    expect(await verdictOf(anew)).toContain('Whether the UE registered is open');
  });

  test('Linux shows what it decrypted from UDP once more: that is no unprotected REGISTER', async () => {
    const tunnel = { 'Security-Server': mechanism(pcscf).replace('mod=trans', 'mod=UDP-enc-tun') };
    const script = new Script()
      .register({ ...v6, flow: up })
      .challenge({ ...v6, flow: down, headers: tunnel })
      .answer(v6);
    const Authorization = `Digest username="alice@ims", realm="ims", uri="sip:ims", nonce="${NONCE}", response="0123456789abcdef0123456789abcdef", algorithm=AKAv1-MD5`;
    const Via = `SIP/2.0/UDP [fd00::1]:${ue.portS};branch=z9hG4bKanswer`;
    const ports = { sourcePort: ue.portC, destinationPort: pcscf.portS };
    script.register({ ...v6, cseq: 2, flow: { ...up, ...ports }, headers: { Via, Authorization } });
    for (let i = 0; i < 3; i++) script.ok(v6).answer(v6);
    expect(await verdictOf(script)).toContain('The UE probably registered: after the 401 (frame 2)');
  });

  test('one end alone, or ESP that can be read, says more', async () => {
    expect(await verdictOf(keyless().answer(v6).answer(v6))).not.toContain('without keys');
    expect(await verdictOf(challenged().espTcp('uc->ps').espTcp('ps->uc'))).not.toContain('without keys');
  });
});

test('the cause is that of the attempt that decided, not one that a 200 has overtaken', async () => {
  const script = new Script()
    .register({ headers: { 'Security-Client': null, Require: null, 'Proxy-Require': null } })
    .clearBack('SIP/2.0 403 Forbidden', { cseq: 1 })
    .register({ cseq: 2 })
    .challengeMw({ cseq: 2 })
    .challenge({ cseq: 2 })
    .answer({ cseq: 3 })
    .ok({ cseq: 3 })
    .answer({ cseq: 4 })
    .ok({ cseq: 4, startLine: 'SIP/2.0 500 Server Internal Error' });
  const verdict = await verdictOf(script);
  expect(verdict).toMatch(/^The protected REGISTER got 500 Server Internal Error \(frame 9\)/);
  expect(verdict).not.toContain('403');
});

test('the refusal is named, not a REGISTER behind it without an answer', async () => {
  const script = challenged().answer().ok({ startLine: 'SIP/2.0 403 Forbidden' }).register({ cseq: 3 });
  expect(await verdictOf(script)).toMatch(/^The protected REGISTER got 403 Forbidden \(frame 5\)/);
});
