import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NetDecoder } from '../../src/net/decoder.ts';
import { type EspPlace, peekEsp } from '../../src/net/esp-peek.ts';
import { esp, ethernet, type Flow, ip, latin1, record, sll, udp } from '../support/packets.ts';

const FLOW: Flow = { source: '10.0.0.2', sourcePort: 1, destination: '10.0.0.1', destinationPort: 2 };
const FLOW6: Flow = { ...FLOW, source: 'fd10::2', destination: 'fd10::1' };
const PACKET = esp(0x1234, 7, latin1('x'.repeat(40)));

const place: EspPlace = { destinationOffset: 0, addressLength: 4, start: 0, end: 0 };

describe('peekEsp', () => {
  test.each([
    ['IPv4', ethernet(ip(FLOW, 50, PACKET)), 1],
    ['IPv6', ethernet(ip(FLOW6, 50, PACKET)), 1],
    ['IPv4 in cooked capture', sll(ip(FLOW, 50, PACKET)), 113],
  ])('%s: the place that the decoder finds', (_, frame, linkType) => {
    const one = record(frame, 1, { linkType });
    const datagram = new NetDecoder(() => {}).decode(one);
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
        fc.constantFrom(0, 1, 12, 113, 276),
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
