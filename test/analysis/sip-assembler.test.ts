import { expect, test } from 'vitest';
import { SipAssembler } from '../../src/analysis/sip-assembler.ts';
import { NetDecoder } from '../../src/net/decoder.ts';
import { ethernet, type Flow, ip, latin1, record, tcp, udp } from '../support/packets.ts';

const FLOW: Flow = { source: '10.0.0.2', sourcePort: 5060, destination: '10.0.0.1', destinationPort: 6100 };
const MESSAGE = 'OPTIONS sip:a SIP/2.0\r\nCall-ID: c\r\nContent-Length: 0\r\n\r\n';

function assemble(packets: Uint8Array[], issues: string[] = []): string[] {
  const seen: string[] = [];
  const net = new NetDecoder(() => {});
  const sip = new SipAssembler(
    ({ code, frame }) => issues.push(`${code} ${frame}`),
    ({ transport, flow, frames, message }) =>
      seen.push(`${transport} ${flow.source}:${flow.sourcePort} ${frames.join('+')} ${message.method}`),
  );
  for (const [index, packet] of packets.entries()) {
    const datagram = net.decode(record(ethernet(packet), index + 1));
    if (datagram !== null) sip.push(datagram);
  }
  sip.end();
  return seen;
}

test('a message in a UDP datagram on any port', () => {
  expect(assemble([ip(FLOW, 17, udp(FLOW, latin1(MESSAGE)))])).toEqual(['udp 10.0.0.2:5060 1 OPTIONS']);
});

test('a message over two TCP segments names both frames', () => {
  const [head, tail] = [latin1(MESSAGE.slice(0, 30)), latin1(MESSAGE.slice(30))];
  const segments = [
    tcp(FLOW, { sequence: 100, flags: 2 }),
    tcp(FLOW, { sequence: 101 }, head),
    tcp(FLOW, { sequence: 131 }, tail),
  ];
  expect(assemble(segments.map(segment => ip(FLOW, 6, segment)))).toEqual(['tcp 10.0.0.2:5060 2+3 OPTIONS']);
});

test('what is not SIP is left alone', () => {
  expect(
    assemble([ip(FLOW, 17, udp(FLOW, latin1('hello'))), ip(FLOW, 17, udp(FLOW, latin1('\r\n\r\n')))]),
  ).toEqual([]);
});

test('a datagram whose Content-Length claims too much is a message, and is reported', () => {
  const issues: string[] = [];
  const longer = MESSAGE.replace('Content-Length: 0', 'Content-Length: 9');
  expect(assemble([ip(FLOW, 17, udp(FLOW, latin1(longer)))], issues)).toEqual([
    'udp 10.0.0.2:5060 1 OPTIONS',
  ]);
  expect(issues).toEqual(['sip-content-length-too-long 1']);
});

test('messages that the snap length cut: their beginning, and one issue for the file', () => {
  const long = latin1(`INVITE sip:b SIP/2.0\r\nCall-ID: d\r\nContent-Length: 500\r\n\r\n${'x'.repeat(500)}`);
  const frames = [
    ethernet(ip(FLOW, 17, udp(FLOW, long))),
    ethernet(ip(FLOW, 17, udp(FLOW, long))),
    ethernet(ip(FLOW, 6, tcp(FLOW, { sequence: 100, flags: 2 }))),
    ethernet(ip(FLOW, 6, tcp(FLOW, { sequence: 101 }, long))),
  ];
  const issues: string[] = [];
  const seen: string[] = [];
  const net = new NetDecoder(() => {});
  const sip = new SipAssembler(
    ({ code, frame }) => issues.push(`${code} ${frame}`),
    ({ transport, frames, message, cut }) =>
      seen.push(`${transport} ${frames.join('+')} ${message.method} ${message.callId} ${cut}`),
  );
  for (const [index, frame] of frames.entries()) {
    const captured = frame.slice(0, index === 1 ? 14 + 20 + 8 + 15 : 200);
    const datagram = net.decode(record(captured, index + 1, { originalLength: frame.length }));
    if (datagram !== null) sip.push(datagram);
  }
  sip.end();
  expect(seen).toEqual(['udp 1 INVITE d true', 'udp 2 INVITE null true', 'tcp 4 INVITE d true']);
  expect(issues).toEqual(['sip-cut 1']);
});
