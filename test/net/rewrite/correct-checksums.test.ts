import { describe, expect, test } from 'vitest';
import { checksumOf, correctChecksums, writeU16 } from '../../../src/net/rewrite/correct-checksums.ts';
import { fragments, ip, ipv6, join, latin1, tcp, udp } from '../../support/captures/packets.ts';

const FOUR = { source: '10.0.0.2', sourcePort: 5062, destination: '10.0.0.1', destinationPort: 5068 };
const SIX = { source: 'fd00::2', sourcePort: 5062, destination: 'fd00::1', destinationPort: 5068 };
const TEXT = latin1('OPTIONS sip:a SIP/2.0\r\n\r\nx');

/** The packet with 16 bits at `offset` changed. */
function damaged(packet: Uint8Array, offset: number, value = 0xbeef): Uint8Array {
  const copy = packet.slice();
  writeU16(copy, offset, value);
  return copy;
}

describe.each([
  ['IPv4', FOUR, 20],
  ['IPv6', SIX, 40],
] as const)('%s', (_, flow, header) => {
  test.each([
    ['UDP', ip(flow, 17, udp(flow, TEXT)), 6],
    ['TCP', ip(flow, 6, tcp(flow, { sequence: 7 }, TEXT)), 16],
  ])('%s: a wrong checksum is put right, a right one stays', (_name, packet, field) => {
    const right = packet.slice();
    expect(correctChecksums(right)).toBe(false);
    expect(right).toEqual(packet);
    const wrong = damaged(packet, header + field);
    expect(correctChecksums(wrong)).toBe(true);
    expect(wrong).toEqual(packet);
  });

  test('UDP without a checksum stays so', () => {
    const without = damaged(ip(flow, 17, udp(flow, TEXT)), header + 6, 0);
    const copy = without.slice();
    expect(correctChecksums(copy)).toBe(false);
    expect(copy).toEqual(without);
  });

  test('a fragment stays as it is', () => {
    for (const fragment of fragments(flow, 17, udp(flow, TEXT), 16, 5)) {
      const copy = fragment.slice();
      expect(correctChecksums(copy)).toBe(false);
      expect(copy).toEqual(fragment);
    }
  });

  test('a packet that is cut stays as it is', () => {
    const packet = damaged(ip(flow, 17, udp(flow, TEXT)), header + 6);
    expect(correctChecksums(packet.slice(0, -1))).toBe(false);
  });
});

test('the checksum of the IPv4 header is put right', () => {
  const packet = ip(FOUR, 17, udp(FOUR, TEXT));
  const wrong = damaged(packet, 10);
  expect(correctChecksums(wrong)).toBe(false);
  expect(wrong).toEqual(packet);
});

describe('IPv6 extension headers', () => {
  const options = (next: number) => [next, 0, 1, 4, 0, 0, 0, 0];
  const routing = (next: number, left: number) => [next, 0, 253, left, 0, 0, 0, 0];

  test('are stepped over', () => {
    const packet = ipv6(SIX, 0, join(options(60), options(17), udp(SIX, TEXT)));
    const wrong = damaged(packet, 40 + 16 + 6);
    expect(correctChecksums(wrong)).toBe(true);
    expect(wrong).toEqual(packet);
  });

  test('on a source route the destination is another one', () => {
    const right = damaged(ipv6(SIX, 43, join(routing(17, 0), udp(SIX, TEXT))), 40 + 8 + 6);
    expect(correctChecksums(right)).toBe(true);
    const onTheWay = damaged(ipv6(SIX, 43, join(routing(17, 1), udp(SIX, TEXT))), 40 + 8 + 6);
    expect(correctChecksums(onTheWay)).toBe(false);
  });
});

test('a UDP checksum that comes out as 0 is written as ones (RFC 768)', () => {
  const field = (payload: number[]) => {
    const packet = damaged(ip(FOUR, 17, udp(FOUR, Uint8Array.from(payload))), 26, 1);
    correctChecksums(packet);
    return ((packet[26] as number) << 8) | (packet[27] as number);
  };
  const first = field([0, 0]);
  // The payload that adds what the checksum was makes the sum all ones.
  expect(field([first >> 8, first & 255])).toBe(0xffff);
});

test("the one's complement of a folded sum", () => {
  expect(checksumOf(0)).toBe(0xffff);
  expect(checksumOf(0x2ddf0)).toBe(0x220d);
});
