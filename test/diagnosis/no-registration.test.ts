import { expect, test } from 'vitest';
import { TCP_FLAG } from '../../src/net/packet/datagram.ts';
import { CIPHERED_NAS, nasTransport } from '../support/access/access-packets.ts';
import { datagram, overSctp, setUp } from '../support/access/discovery.ts';
import { dns } from '../support/access/lookup-packets.ts';
import { avp } from '../support/captures/diameter.ts';
import { esp, ethernet, ip, latin1, reverse, tcp, udp } from '../support/captures/packets.ts';
import { diagnosed, PCSCF, Script, UE } from '../support/events/script.ts';

const ends = { source: UE.address, sourcePort: 1, destination: PCSCF.address, destinationPort: 5060 };
const frameOf = (protocol: number, bytes: Uint8Array, flow = ends) => ethernet(ip(flow, protocol, bytes));

async function adviceOn(script: Script): Promise<readonly string[]> {
  return (await diagnosed(script)).advice;
}

test('every capture without a REGISTER is told where, what and when to capture', async () => {
  for (const script of [new Script(), new Script().clear('OPTIONS sip:ims SIP/2.0')]) {
    const text = (await adviceOn(script)).join('\n');
    expect(text).toMatch(/at the P-CSCF on all interfaces/);
    expect(text).toMatch(/tcpdump -i any -s 0 -w ims\.pcap "esp or /);
    expect(text).toMatch(/at the UE, the gNB or the UPF/);
    expect(text).toMatch(/Start before the UE registers.*flight mode/);
  }
});

test('an empty capture, and one with nothing of the kind', async () => {
  expect((await adviceOn(new Script()))[0]).toBe('The capture is empty.');
  const other = new Script().frame(frameOf(17, udp({ ...ends, destinationPort: 53 }, latin1('abc'))));
  expect((await adviceOn(other))[0]).toBe('The capture has 1 frame, but no SIP, ESP or Cx.');
});

test('how phones looked for their P-CSCF: connections, questions, ciphered NAS', async () => {
  const script = setUp(new Script());
  datagram(script, { ...ends, destinationPort: 53 }, dns('pcscf.ims', 'A'));
  overSctp(script, 18, nasTransport('s1ap', { initial: true }, CIPHERED_NAS));
  expect((await adviceOn(script)).slice(0, 3)).toEqual([
    'PDN ims: asked for P-CSCF IPv4, given 10.0.0.2; UE 10.0.0.1; QCI 5; frames 1–2.',
    'DNS A pcscf.ims: no answer; frame 3.',
    '1 NAS message ciphered: what the phone asks for and is given is not visible there.',
  ]);
});

test('of many connections the first few', async () => {
  const script = new Script();
  for (let i = 1; i <= 12; i++) setUp(script, { imsi: `00101000000${100 + i}`, ue: `10.0.0.${i}` });
  const advice = await adviceOn(script);
  expect(advice.filter(text => text.startsWith('PDN ims')).length).toBe(8);
  expect(advice).toContain('4 more like these.');
});

test('SIP of other methods, by method', async () => {
  const script = new Script()
    .clear('OPTIONS sip:ims SIP/2.0', { callId: '1' })
    .clear('INVITE sip:bob SIP/2.0', { callId: '2' })
    .clear('INVITE sip:bob SIP/2.0', { callId: '3' });
  expect((await adviceOn(script))[0]).toBe('No REGISTER among 3 SIP messages (2 INVITE, 1 OPTIONS).');
});

test('SIP in ESP that nobody can explain: the UE registered before', async () => {
  const suite = { alg: 'hmac-sha-1-96', ealg: 'null' } as const;
  const advice = await adviceOn(new Script().esp('uc->ps', 'MESSAGE sip:bob SIP/2.0', { suite }));
  expect(advice[0]).toBe('No REGISTER among 1 SIP message (1 MESSAGE), 1 of them in ESP.');
  expect(advice[1]).toMatch(/^The UE registered before the capture started/);
  expect(advice[2]).toMatch(/^1 ESP packet under 1 SPI; some were read \(ESP NULL/);
});

test('ESP that stays closed, by SPI', async () => {
  const script = new Script()
    .esp('uc->ps', 'MESSAGE sip:bob SIP/2.0')
    .esp('uc->ps', 'MESSAGE sip:bob SIP/2.0')
    .esp('pc->us', 'SIP/2.0 200 OK');
  expect((await adviceOn(script))[0]).toMatch(/^3 ESP packets under 2 SPIs, all encrypted\./);
  const empty = new Script().frame(frameOf(50, esp(1234, 1, new Uint8Array(0))));
  expect((await adviceOn(empty))[0]).toBe('1 ESP packet, too short to hold anything.');
});

test('Cx alone', async () => {
  const script = new Script().cx(303, true, avp(1, 0, latin1('alice@ims')));
  expect((await adviceOn(script))[0]).toBe('1 Cx message (Diameter), but no SIP.');
});

test('IKE means Wi-Fi', async () => {
  const header = [...new Array(16).fill(1), 0x21, 0x20, 34, 8, 0, 0, 0, 0, 0, 0, 0, 28];
  const flow = { ...ends, sourcePort: 500, destinationPort: 500 };
  const script = new Script().frame(frameOf(17, udp(flow, Uint8Array.from(header))));
  expect((await adviceOn(script))[0]).toMatch(/^1 IKE message\. Over Wi-Fi \(VoWiFi\)/);
});

test('TCP that the P-CSCF does not accept', async () => {
  const syn = frameOf(6, tcp(ends, { sequence: 1, flags: TCP_FLAG.SYN }));
  const advice = await adviceOn(new Script().frame(syn));
  expect(advice[0]).toMatch(/^1 TCP SYN to port 5060 \(10\.0\.0\.1 to 10\.0\.0\.2\) without a SYN-ACK/);
  const synAck = frameOf(
    6,
    tcp(reverse(ends), { sequence: 1, flags: TCP_FLAG.SYN | TCP_FLAG.ACK }),
    reverse(ends),
  );
  const rst = frameOf(
    6,
    tcp(reverse(ends), { sequence: 0, flags: TCP_FLAG.RST | TCP_FLAG.ACK }),
    reverse(ends),
  );
  expect((await adviceOn(new Script().frame(syn).frame(rst)))[0]).toMatch(
    /^1 TCP connection to port 5060 \(10\.0\.0\.1 to 10\.0\.0\.2\) refused with RST \(frame 2\)/,
  );
  expect((await adviceOn(new Script().frame(syn).frame(synAck)))[0]).not.toMatch(/SYN/);
});

test('a capture with a registration needs none', async () => {
  expect(await adviceOn(new Script().register())).toEqual([]);
});
