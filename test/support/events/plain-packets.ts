import fc from 'fast-check';
import { analyse } from '../../../src/analysis/analyse.ts';
import type { PlainEvent } from '../../../src/analysis/events/plain-event.ts';
import { espPacket } from '../captures/esp-packets.ts';
import { ethernet, ip, join, latin1, udp } from '../captures/packets.ts';
import { pcapFile } from '../captures/pcap-file.ts';
import { ENDS, KEY, SUITE } from '../captures/sa-set.ts';
import { records, registration } from './registration.ts';

const { ue, pcscf } = ENDS;
const UPLINK = {
  source: ue.address,
  sourcePort: ue.portC,
  destination: pcscf.address,
  destinationPort: pcscf.portS,
};

/** Gives those of these messages, one character per octet, that the lane takes as plain packets to `look`. */
export async function plainPackets(
  messages: readonly string[],
  look: (packet: PlainEvent) => void,
): Promise<void> {
  const { request, mw, gm, answer } = registration();
  const protectedFrames = messages.map((message, index) => {
    const payload = udp(UPLINK, latin1(message));
    const packet = espPacket(SUITE, KEY, { spi: pcscf.spiS, sequence: 2 + index, payload: join(payload) });
    return ethernet(ip(UPLINK, 50, packet));
  });
  const frames = records([request, mw, gm, answer, ...protectedFrames]);
  const file = pcapFile(frames, { linkType: 1 });
  const before = pcapFile(frames.slice(0, 4), { linkType: 1 }).length;
  async function* stream() {
    // The lane presumes what is known when a chunk is read.
    yield file.subarray(0, before);
    yield file.subarray(before);
  }
  await analyse([{ name: 'plain.pcap', stream: stream() }], { on: { plain: look } });
}

/** Texts of messages, ordinary and odd; the lane leaves some of them to the analyser. */
export function plainTexts(): fc.Arbitrary<string> {
  const mostly = (ordinary: string, ...odd: readonly string[]) =>
    fc.oneof(
      { weight: 2 * odd.length, arbitrary: fc.constant(ordinary) },
      { weight: 1, arbitrary: fc.constantFrom(...odd) },
    );
  const startLine = fc.constantFrom(
    'MESSAGE sip:b@ims SIP/2.0',
    'INVITE tel:+1;phone-context=ims SIP/2.0',
    'SIP/2.0 200 OK',
    'SIP/2.0 180 ',
    'SIP/2.0 404 Not Found & <gone>',
  );
  const address = mostly(
    '<sip:a@ims>;tag=1',
    '"a <b> \\"c" <sip:a@ims>',
    'sip:a@ims;tag=2',
    '< sip:a@ims >;tag=3',
    'Bob <sip:b@ims;transport=udp>',
    `<sip:${'long'.repeat(80)}@ims>`,
    '<sip:a\x7fb@ims>',
  );
  const via = mostly(
    'SIP/2.0/UDP 10.0.0.2:5070;branch=z9hG4bKa',
    'SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKa, SIP/2.0/TCP [fd00::1]:5062;branch=z9hG4bKb',
    'SIP / 2.0 / UDP ue : 5;rport;branch="z9hG4bK<&>"',
    'SIP/2.0/UDP ue',
    'nothing',
  );
  const more = fc.subarray([
    'Content-Type: application/sdp',
    'c: APPLICATION/SDP;charset=x',
    'Authorization: Digest username="a@ims", nonce="n"',
    'Subject: <&>"\\',
    `User-Agent: ${'x'.repeat(300)}`,
  ]);
  const body = fc.constantFrom('', 'v=0\r\n', '<&>"\\\t\u0001', 'caf\u00c3\u00a9', '\u00ff\u00fe');
  const callId = fc.constantFrom('a@ue', 'b@ue', 'c'.repeat(300));
  return fc
    .tuple(startLine, fc.array(via, { minLength: 1, maxLength: 3 }), address, address, callId, more, body)
    .map(([start, vias, from, to, callId, more, body]) => {
      const method = /^(MESSAGE|INVITE)/.exec(start)?.[0] ?? 'MESSAGE';
      return [
        start,
        ...vias.map(value => `Via: ${value}`),
        `f: ${from}`,
        `To: ${to}`,
        `Call-ID: ${callId}`,
        `CSeq: 7 ${method}`,
        'Max-Forwards: 70',
        ...more,
        `Content-Length: ${body.length}`,
        '',
        body,
      ].join('\r\n');
    });
}
