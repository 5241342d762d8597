import { expect, test } from 'vitest';
import { TCP_FLAG } from '../../../../src/net/packet/datagram.ts';
import { ethernet, ip, latin1, tcp } from '../../../support/captures/packets.ts';
import { findingsOf, mechanism, NONCE, PCSCF, Script, UE } from '../../../support/events/script.ts';

const LARGE = { 'P-Access-Network-Info': 'x'.repeat(1300) };

/** A REGISTER over TCP in another registration, and what answers it. */
function overTcp(script: Script, status: string): Script {
  const flow = { source: UE.address, sourcePort: 40000, destination: PCSCF.address, destinationPort: 5060 };
  const back = {
    source: flow.destination,
    sourcePort: 5060,
    destination: flow.source,
    destinationPort: 40000,
  };
  const common = [
    'Via: SIP/2.0/TCP 10.0.0.1:5060;branch=z9hG4bKt',
    'From: <sip:alice@ims>;tag=2',
    'To: <sip:alice@ims>',
    'Call-ID: b@ue',
    'CSeq: 1 REGISTER',
    'Content-Length: 0',
  ];
  const message = (start: string, ...more: string[]) =>
    latin1(`${[start, ...common, ...more].join('\r\n')}\r\n\r\n`);
  const request = message(
    'REGISTER sip:ims SIP/2.0',
    'Contact: <sip:alice@10.0.0.1:32001>',
    `Security-Client: ${mechanism(UE)}`,
  );
  const answer = message(
    `SIP/2.0 ${status}`,
    `WWW-Authenticate: Digest realm="ims", nonce="${NONCE}", algorithm=AKAv1-MD5, qop="auth"`,
    `Security-Server: ${mechanism(PCSCF)}`,
  );
  script.frame(ethernet(ip(flow, 6, tcp(flow, { sequence: 1, flags: TCP_FLAG.ACK }, request))));
  return script.frame(ethernet(ip(back, 6, tcp(back, { sequence: 1, flags: TCP_FLAG.ACK }, answer))));
}

test('a REGISTER without an answer', async () => {
  const [finding] = await findingsOf(
    'G16',
    overTcp(new Script().register({ headers: LARGE }).wait(40), '401 Unauthorized'),
  );
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely', callId: 'a@ue' });
  expect(finding?.detail).toMatch(
    /^REGISTER 1 has 1\d{3} octets and goes over UDP\. It gets no response\. .*over TCP.* gets 401 Unauthorized\.$/,
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([1, 2, 3]);
});

test('one that is refused; a 401 that the UE does not answer', async () => {
  const refused = new Script().register({ headers: LARGE }).clearBack('SIP/2.0 513 Message Too Large');
  expect((await findingsOf('G16', overTcp(refused, '401 Unauthorized')))[0]?.confidence).toBe('likely');
  const challenged = new Script().register().challenge({ headers: LARGE }).wait(40);
  const [finding] = await findingsOf('G16', overTcp(challenged, '401 Unauthorized'));
  expect(finding?.detail).toContain('The UE does not answer it.');
});

test('nothing for a small one, without a later success, or where the refusal names its cause', async () => {
  expect(await findingsOf('G16', overTcp(new Script().register(), '401 Unauthorized'))).toEqual([]);
  const large = () => new Script().register({ headers: LARGE });
  expect(await findingsOf('G16', overTcp(large(), '403 Forbidden'))).toEqual([]);
  expect(await findingsOf('G16', large())).toEqual([]);
  const named = large().clearBack('SIP/2.0 500 MAR failed');
  expect(await findingsOf('G16', overTcp(named, '401 Unauthorized'))).toEqual([]);
});
