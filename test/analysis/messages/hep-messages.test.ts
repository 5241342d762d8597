import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Flow } from '../../../src/analysis/events/flow.ts';
import { HepMessages } from '../../../src/analysis/messages/hep-messages.ts';
import type { Origin } from '../../../src/model/origin.ts';
import { avp, diameter } from '../../support/captures/diameter.ts';
import { hep3 } from '../../support/captures/hep-packets.ts';
import { join, latin1 } from '../../support/captures/packets.ts';

const FLOW = { source: '10.0.0.2', sourcePort: 7800, destination: '10.0.0.1', destinationPort: 6100 };
const FLOW6 = { ...FLOW, source: '2001:db8::2', destination: '2001:db8::1' };
const SIP = latin1('OPTIONS sip:a SIP/2.0\r\nCall-ID: c\r\nContent-Length: 0\r\n\r\n');
const ORIGIN: Origin = { file: 0, frame: 9, frames: null, seconds: 1, nanoseconds: 2, protection: null };

function read(bytes: Uint8Array, options: { isCut?: boolean; frames?: readonly number[] } = {}) {
  const seen: string[] = [];
  const ends = ({ source, sourcePort, destination, destinationPort }: Flow) =>
    `${source} ${sourcePort} ${destination} ${destinationPort}`;
  const hep = new HepMessages({
    sip: ({ method }, transport, packet) =>
      seen.push(
        `${transport} ${method} ${ends(new Flow(packet))} ${packet.seconds}.${packet.nanoseconds} ${packet.wrapper}`,
      ),
    diameter: ({ message, transport, flow }) => seen.push(`${transport} ${message.command} ${ends(flow)}`),
  });
  const { isCut = false, frames = [9] } = options;
  const found = hep.read(bytes, 0, bytes.length, isCut, frames, ORIGIN);
  return { seen, found, statistics: hep.statistics };
}

const PLAIN = 'udp OPTIONS 10.0.0.2 7800 10.0.0.1 6100 1700000000.0 hep3';

test('SIP has the ends, the transport and the time of the chunks', () => {
  expect(read(hep3(FLOW, SIP)).seen).toEqual([PLAIN]);
  expect(read(hep3(FLOW6, SIP, { protocol: 6, seconds: 5, microseconds: 1_000_007 })).seen).toEqual([
    'tcp OPTIONS 2001:db8::2 7800 2001:db8::1 6100 6.7000 hep3',
  ]);
});

test('several in a datagram, several messages of a stream in one packet, and Diameter', () => {
  const message = diameter({ command: 303, application: 0, request: true }, avp(1, 0, [1]));
  const { seen, statistics } = read(
    join(hep3(FLOW, SIP), hep3(FLOW, join(SIP, SIP), { protocol: 6 }), hep3(FLOW, message, { protocol: 6 })),
  );
  expect(seen.map(text => text.split(' ').slice(0, 2).join(' '))).toEqual([
    'udp OPTIONS',
    'tcp OPTIONS',
    'tcp OPTIONS',
    'tcp 303',
  ]);
  expect(statistics).toEqual({ packets: 3, other: 0, unread: 0 });
});

test('within each other, up to a bound', () => {
  let packet = hep3(FLOW, SIP);
  for (let i = 1; i < 8; i++) packet = hep3(FLOW6, packet);
  expect(read(packet)).toMatchObject({ seen: [PLAIN], statistics: { packets: 8, unread: 0 } });
  expect(read(hep3(FLOW, packet))).toMatchObject({ seen: [], statistics: { packets: 8, unread: 1 } });
});

test('other contents and what cannot be read are counted', () => {
  const cut = hep3(FLOW, SIP).slice(0, -30);
  expect(read(hep3(FLOW, latin1('{"a":1}'))).statistics).toEqual({ packets: 1, other: 1, unread: 0 });
  expect(read(hep3(FLOW, [])).statistics).toEqual({ packets: 1, other: 0, unread: 1 });
  expect(read(cut).statistics).toEqual({ packets: 1, other: 0, unread: 1 });
  expect(read(cut, { isCut: true }).seen).toEqual([PLAIN]);
  expect(read(SIP)).toMatchObject({ found: false, statistics: { packets: 0 } });
});

test('whatever the bytes, no exception', () => {
  const whole = join(hep3(FLOW, hep3(FLOW6, SIP)), hep3(FLOW, SIP));
  const change = fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 }));
  fc.assert(
    fc.property(fc.array(change, { maxLength: 5 }), fc.boolean(), (changes, isCut) => {
      const bytes = whole.slice();
      for (const [offset, value] of changes) bytes[offset] = value;
      const { other, unread, packets } = read(bytes, { isCut }).statistics;
      expect(other + unread).toBeLessThanOrEqual(packets);
    }),
    { seed: 1, numRuns: 2000 },
  );
});
