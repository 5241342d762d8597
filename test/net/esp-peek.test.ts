import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CaptureRecord } from '../../src/model/capture.ts';
import { espPlace, peekEsp } from '../../src/net/esp-peek.ts';
import { netDecoder } from '../support/bounded.ts';
import { esp, ethernet, type Flow, gtpu, ip, latin1, record, sll, udp } from '../support/captures/packets.ts';
import { frame, mpls, ppp, pppoe, snap, wlan } from '../support/captures/tunnel-packets.ts';

const FLOW: Flow = { source: '10.0.0.2', sourcePort: 1, destination: '10.0.0.1', destinationPort: 2 };
const FLOW6: Flow = { ...FLOW, source: 'fd10::2', destination: 'fd10::1' };
const PACKET = esp(0x1234, 7, latin1('x'.repeat(40)));

const vlan = (etherType: number, payload: Uint8Array) =>
  ethernet(payload, { vlans: [[0x8100, 7]], etherType });

const place = espPlace();

/** In a chunk, after other bytes. */
function peek({ linkType, data }: CaptureRecord): boolean {
  const chunk = Uint8Array.from([...AROUND, ...data, ...AROUND]);
  if (!peekEsp(linkType, chunk, AROUND.length, AROUND.length + data.length, place)) return false;
  place.start -= AROUND.length;
  place.end -= AROUND.length;
  place.sourceOffset -= AROUND.length;
  return true;
}

const AROUND = [1, 2, 3];

describe('peekEsp', () => {
  test.each([
    ['IPv4', ethernet(ip(FLOW, 50, PACKET)), 1],
    ['IPv6', ethernet(ip(FLOW6, 50, PACKET)), 1],
    ['IPv4 in cooked capture', sll(ip(FLOW, 50, PACKET)), 113],
    ['IPv4 in MPLS in a VLAN', vlan(0x8847, mpls([16, 17], ip(FLOW, 50, PACKET))), 1],
    ['IPv6 in PPPoE', frame(0x8864, pppoe(ppp(0x57, ip(FLOW6, 50, PACKET)))), 1],
    ['IPv4 in 802.11', wlan(snap(0x0800, ip(FLOW, 50, PACKET))), 105],
  ])('%s: the place that the decoder finds', (_, frame, linkType) => {
    const one = record(frame, 1, { linkType });
    const datagram = netDecoder(() => {}).decode(one);
    expect(peek(one)).toBe(true);
    expect([place.start, place.end, place.sourceOffset + place.addressLength, place.addressLength]).toEqual([
      datagram?.start,
      datagram?.end,
      datagram?.destinationOffset,
      datagram?.addressLength,
    ]);
  });

  test.each([
    ['UDP', ethernet(ip(FLOW, 17, udp(FLOW, latin1('x'))))],
    ['a fragment', ethernet(ip(FLOW, 50, PACKET, { moreFragments: true }))],
    ['GTP-U', ethernet(ip(FLOW, 17, udp(FLOW, gtpu(ip(FLOW, 50, PACKET)))))],
    ['ARP', ethernet(new Uint8Array(28), { etherType: 0x0806 })],
  ])('%s is left to the decoder', (_, frame) => {
    expect(peek(record(frame, 1))).toBe(false);
  });

  test('whatever the bytes: a place inside the frame, or none', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 120 }),
        fc.constantFrom(0, 1, 9, 12, 50, 105, 113, 127, 192, 239, 252, 258, 276),
        (bytes, linkType) => {
          if (!peek(record(bytes, 1, { linkType }))) return;
          expect(place.start).toBeLessThan(place.end);
          expect(place.end).toBeLessThanOrEqual(bytes.length);
        },
      ),
      { seed: 1, numRuns: 2000 },
    );
  });
});
