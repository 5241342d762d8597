import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../../src/analysis/limits.ts';
import { MessageAssembler } from '../../../src/analysis/messages/message-assembler.ts';
import { dns, dnsOverTcp } from '../../support/access/lookup-packets.ts';
import { netDecoder } from '../../support/bounded.ts';
import { avp, diameter } from '../../support/captures/diameter.ts';
import {
  ethernet,
  type Flow,
  ip,
  join,
  latin1,
  record,
  tcp,
  u16,
  u32,
  udp,
} from '../../support/captures/packets.ts';

const FLOW: Flow = { source: '10.0.0.2', sourcePort: 5060, destination: '10.0.0.1', destinationPort: 6100 };
const MESSAGE = 'OPTIONS sip:a SIP/2.0\r\nCall-ID: c\r\nContent-Length: 0\r\n\r\n';

function assemble(packets: Uint8Array[], issues: string[] = []): string[] {
  const seen: string[] = [];
  const net = netDecoder(() => {});
  const messages = new MessageAssembler(
    ({ code, frame }) => issues.push(`${code} ${frame}`),
    {
      sip: ({ transport, flow, frames, message }) =>
        seen.push(`${transport} ${flow.source}:${flow.sourcePort} ${frames.join('+')} ${message.method}`),
      diameter: ({ message, transport, flow, frames }) =>
        seen.push(`${transport} ${flow.source}:${flow.sourcePort} ${frames.join('+')} ${message.command}`),
      dns: (bytes, flow, frames) =>
        seen.push(`dns ${flow.source}:${flow.sourcePort} ${frames.join('+')} ${bytes.length}`),
    },
    LIMITS,
  );
  for (const [index, packet] of packets.entries()) {
    const datagram = net.decode(record(ethernet(packet), index + 1));
    if (datagram !== null) messages.push(datagram);
  }
  messages.end();
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

test('messages of DNS over TCP, one of them in two segments', () => {
  const flow = { ...FLOW, destinationPort: 53 };
  const [first, second] = [dns('pcscf.ims.example', 'A'), dns('pcscf.ims.example', 'AAAA')];
  const stream = join(dnsOverTcp(first), dnsOverTcp(second));
  const segments = [
    tcp(flow, { sequence: 100, flags: 2 }),
    tcp(flow, { sequence: 101 }, stream.subarray(0, 2)),
    tcp(flow, { sequence: 103 }, stream.subarray(2)),
  ].map(segment => ip(flow, 6, segment));
  expect(assemble(segments)).toEqual([
    `dns 10.0.0.2:5060 2+3 ${first.length}`,
    `dns 10.0.0.2:5060 3 ${second.length}`,
  ]);
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
  const net = netDecoder(() => {});
  const messages = new MessageAssembler(
    ({ code, frame }) => issues.push(`${code} ${frame}`),
    {
      sip: ({ transport, frames, message, cut }) =>
        seen.push(`${transport} ${frames.join('+')} ${message.method} ${message.callId} ${cut}`),
      diameter: () => {},
    },
    LIMITS,
  );
  for (const [index, frame] of frames.entries()) {
    const captured = frame.slice(0, index === 1 ? 14 + 20 + 8 + 15 : 200);
    const datagram = net.decode(record(captured, index + 1, { originalLength: frame.length }));
    if (datagram !== null) messages.push(datagram);
  }
  messages.end();
  expect(seen).toEqual(['udp 1 INVITE d true', 'udp 2 INVITE null true', 'tcp 4 INVITE d true']);
  expect(issues).toEqual(['sip-cut 1']);
});

describe('Diameter', () => {
  const MAR = diameter(
    { command: 303, application: 16777216, request: true },
    avp(1, 0, latin1('alice@ims')),
  );
  const CX = { source: '10.0.0.2', sourcePort: 3868, destination: '10.0.0.3', destinationPort: 40000 };
  const other = { ...CX, sourcePort: 3900 };
  const segments = (flow: Flow, first: number, parts: readonly Uint8Array[]) => {
    let sequence = first;
    return parts.map(part => {
      const segment = ip(flow, 6, tcp(flow, { sequence }, part));
      sequence += part.length;
      return segment;
    });
  };

  test('over TCP on any port, from its first bytes', () => {
    expect(assemble(segments(other, 1, [MAR.subarray(0, 30), MAR.subarray(30), MAR]))).toEqual([
      'tcp 10.0.0.2:3900 1+2 303',
      'tcp 10.0.0.2:3900 3 303',
    ]);
  });

  test('on its port also when the capture began in the middle of a message', () => {
    expect(assemble(segments(CX, 1, [MAR.subarray(24), MAR]))).toEqual(['tcp 10.0.0.2:3868 2 303']);
  });

  test('over SCTP, as SIP is', () => {
    const chunk = (content: Uint8Array) =>
      join(
        [0, 3],
        u16(16 + content.length),
        u32(1),
        u32(0),
        u32(0),
        content,
        new Uint8Array(-content.length & 3),
      );
    const sctp = (content: Uint8Array) =>
      ip(CX, 132, join(u16(3868), u16(40000), u32(1), u32(0), chunk(content)));
    expect(assemble([sctp(MAR), sctp(latin1(MESSAGE))])).toEqual([
      'sctp 10.0.0.2:3868 1 303',
      'sctp 10.0.0.2:3868 2 OPTIONS',
    ]);
  });
});
