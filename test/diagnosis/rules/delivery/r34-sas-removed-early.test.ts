import { expect, test } from 'vitest';
import { TCP_FLAG } from '../../../../src/net/packet/datagram.ts';
import { ip, latin1, udp } from '../../../support/captures/packets.ts';
import { findingsOf, NONCE, PCSCF, Script, UE } from '../../../support/events/script.ts';

const message = 'MESSAGE sip:bob@ims SIP/2.0';
const registered = (expires = '600') =>
  new Script()
    .register()
    .challengeMw()
    .challenge()
    .answer({ headers: { Expires: expires } })
    .ok({ headers: { Expires: expires } });
const silent = (script: Script) =>
  script
    .wait(60)
    .esp('uc->ps', message, { callId: 'm@ue' })
    .wait(4)
    .esp('uc->ps', message, { callId: 'm@ue' });

test('a MESSAGE that is not answered a minute after the 200', async () => {
  const [finding] = await findingsOf('R34', silent(registered()));
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'likely' });
  expect(finding?.detail).toBe(
    'The UE is registered for 600 s. 60 s after the 200 the P-CSCF stops answering: the UE sends 2 requests in ESP in 4.01 s and gets nothing back. No answer comes to MESSAGE.',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([5, 6, 7]);
});

test('the next agreement has the same SPIs again: the P-CSCF began anew', async () => {
  const callId = 'b@ue';
  const nonce = `A${NONCE.slice(1)}`;
  const headers = {
    'WWW-Authenticate': `Digest realm="ims", nonce="${nonce}", algorithm=AKAv1-MD5, qop="auth"`,
  };
  const script = silent(registered()).wait(30).register({ callId }).challenge({ callId, headers });
  const [finding] = await findingsOf('R34', script);
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'likely' });
  expect(finding?.title).toBe('The P-CSCF lost its SAs: it restarted, or they were removed');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([3, 5, 6, 7, 8, 9]);
});

test('ICMP about what was inside the ESP: the SAs are there, and nothing listens', async () => {
  const flow = {
    source: UE.address,
    sourcePort: UE.portC,
    destination: PCSCF.address,
    destinationPort: PCSCF.portS,
  };
  const inside = ip(flow, 17, udp(flow, latin1(message)));
  const script = registered().esp('uc->ps', message, { callId: 'm@ue' }).icmp([3, 3], inside);
  const [finding] = await findingsOf('R34', script);
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'certain', settle: null });
  expect(finding?.title).toBe('The P-CSCF decrypts the ESP, but nothing takes it on port 5063');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([5, 6, 7]);
});

test('a RST in ESP that answers a SYN', async () => {
  const script = registered()
    .espTcp('uc->ps')
    .espTcp('ps->uc', { flags: TCP_FLAG.RST | TCP_FLAG.ACK });
  const [finding] = await findingsOf('R34', script);
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'certain' });
  expect(finding?.title).toBe('The P-CSCF decrypts the ESP, but nothing listens on TCP port 5063');
});

test('an ACK before the requests does not begin the silence', async () => {
  const ack = registered().wait(1).esp('uc->ps', 'ACK sip:bob@ims SIP/2.0', { callId: 'i@ue' });
  const [finding] = await findingsOf('R34', silent(ack));
  expect(finding?.detail).toContain('61 s after the 200 the P-CSCF stops answering');
});

test('fragments of the P-CSCF show that it is not silent', async () => {
  const script = silent(registered());
  script.esp('pc->us', 'SIP/2.0 200 OK', { callId: 'm@ue', method: 'MESSAGE', body: 'x'.repeat(900) });
  expect(await findingsOf('R34', script.onlyFragment('later', 560, 1))).toEqual([]);
});

test('nothing after the registration has ended, or with an answer', async () => {
  expect(await findingsOf('R34', silent(registered('50')))).toEqual([]);
  const answered = silent(registered()).esp('pc->us', 'SIP/2.0 202 Accepted', {
    callId: 'm@ue',
    method: 'MESSAGE',
  });
  expect(await findingsOf('R34', answered)).toEqual([]);
});

test('responses and ACKs of the UE wait for nothing', async () => {
  const script = registered()
    .esp('pc->us', 'OPTIONS sip:alice@10.0.0.1:32001 SIP/2.0', { callId: 'o@p' })
    .esp('uc->ps', 'SIP/2.0 200 OK', { callId: 'o@p', method: 'OPTIONS' })
    .wait(5)
    .esp('uc->ps', 'ACK sip:bob@ims SIP/2.0', { callId: 'i@ue' })
    .wait(20)
    .mw('OPTIONS sip:ims SIP/2.0');
  expect(await findingsOf('R34', script)).toEqual([]);
});

test('a P-CSCF that refuses a packet and answers again later: a note', async () => {
  const script = registered().wait(60).esp('uc->ps', message, { callId: 'm@ue' });
  script.icmp([3, 3], script.lastPacket).esp('uc->ps', message, { callId: 'm@ue' });
  script.esp('ps->uc', 'SIP/2.0 202 Accepted', { callId: 'm@ue', method: 'MESSAGE' });
  const [finding] = await findingsOf('R34', script);
  expect(finding?.severity).toBe('note');
  expect(finding?.title).toBe('A firewall rejects ESP of the UE, for a while');
  expect(finding?.detail).toContain('Then the P-CSCF answers again (frame 9).');
});

test('a RST for TCP, where UDP goes on: a note', async () => {
  const flags = TCP_FLAG.RST | TCP_FLAG.ACK;
  const script = registered().espTcp('uc->ps').espTcp('ps->uc', { flags });
  script.esp('uc->ps', message, { callId: 'm@ue' });
  script.esp('ps->uc', 'SIP/2.0 202 Accepted', { callId: 'm@ue', method: 'MESSAGE' });
  expect((await findingsOf('R34', script))[0]?.severity).toBe('note');
});

test('ICMP refuses the ESP of a UE whose keys are not known, after both ends had sent', async () => {
  const script = new Script().register().challenge().answer().ok().wait(60);
  script.esp('uc->ps', message, { callId: 'm@ue' });
  script.icmp([3, 13], script.lastPacket, '10.0.0.254');
  const [finding] = await findingsOf('R34', script);
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'certain' });
  expect(finding?.detail).toContain('After the 401 (frame 2) both ends sent ESP. Later the P-CSCF takes');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([2, 5, 6]);
  const answered = script.esp('ps->uc', 'SIP/2.0 202 Accepted', { callId: 'm@ue', method: 'MESSAGE' });
  expect(await findingsOf('R34', answered)).toEqual([]);
});

test.each([
  ['where TCP had worked', true, 'likely'],
  ['where all else was UDP', false, 'possible'],
] as const)('SYNs of the UE get no answer, %s', async (_where, usedTcp, confidence) => {
  const script = registered();
  if (usedTcp) {
    const flow = { sourcePort: 31999 };
    script.espTcp('uc->ps', { flow });
    script.espTcp('ps->uc', { flow: { destinationPort: 31999 }, flags: TCP_FLAG.SYN | TCP_FLAG.ACK });
  }
  script.wait(60);
  for (let i = 0; i < 3; i++) script.espTcp('uc->ps').wait(2);
  const [finding] = await findingsOf('R34', script);
  expect(finding).toMatchObject({ severity: 'warning', confidence });
  expect(finding?.detail).toContain('the UE sends 3 SYNs in ESP in 4.02 s and gets nothing back. No SYN-ACK');
});
