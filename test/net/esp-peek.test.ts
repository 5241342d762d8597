import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EspPlace, peekEsp } from '../../src/net/esp-peek.ts';
import { netDecoder } from '../support/bounded.ts';
import { esp, ethernet, type Flow, gtpu, ip, latin1, record, sll, udp } from '../support/captures/packets.ts';
import { frame, mpls, ppp, pppoe, snap, wlan } from '../support/captures/tunnel-packets.ts';

const FLOW: Flow = { source: '10.0.0.2', sourcePort: 1, destination: '10.0.0.1', destinationPort: 2 };
const FLOW6: Flow = { ...FLOW, source: 'fd10::2', destination: 'fd10::1' };
const PACKET = esp(0x1234, 7, latin1('x'.repeat(40)));

const vlan = (etherType: number, payload: Uint8Array) =>
  ethernet(payload, { vlans: [[0x8100, 7]], etherType });

const place: EspPlace = { destinationOffset: 0, addressLength: 4, start: 0, end: 0 };

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
    expect(peekEsp(one, place)).toBe(true);
    expect([place.start, place.end, place.destinationOffset, place.addressLength]).toEqual([
      datagram?.start,
      datagram?.end,
      datagram?.destinationOffset,
      datagram?.addressLength,
    ]);
  });

  test.each([
    ['UDP', ethernet(ip(FLOW, 17, udp(FLOW, latin1('x')))), undefined],
    ['a fragment', ethernet(ip(FLOW, 50, PACKET, { moreFragments: true })), undefined],
    ['a frame cut by the snap length', ethernet(ip(FLOW, 50, PACKET)), 2000],
    ['GTP-U', ethernet(ip(FLOW, 17, udp(FLOW, gtpu(ip(FLOW, 50, PACKET))))), undefined],
    ['ARP', ethernet(new Uint8Array(28), { etherType: 0x0806 }), undefined],
  ])('%s is left to the decoder', (_, frame, originalLength) => {
    expect(peekEsp(record(frame, 1, originalLength === undefined ? {} : { originalLength }), place)).toBe(
      false,
    );
  });

  test('whatever the bytes: a place inside the frame, or none', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 120 }),
        fc.constantFrom(0, 1, 9, 12, 50, 105, 113, 127, 192, 239, 252, 258, 276),
        (bytes, linkType) => {
          if (!peekEsp(record(bytes, 1, { linkType }), place)) return;
          expect(place.start).toBeLessThan(place.end);
          expect(place.end).toBeLessThanOrEqual(bytes.length);
        },
      ),
      { seed: 1, numRuns: 2000 },
    );
  });
});
