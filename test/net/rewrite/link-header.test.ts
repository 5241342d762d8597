import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes/hex.ts';
import { linkHeader, linkStart } from '../../../src/net/rewrite/link-header.ts';
import { ethernet, ip, join, record, sll, sll2, u16, u32, udp } from '../../support/captures/packets.ts';

const FLOW = { source: '10.0.0.2', sourcePort: 1, destination: '10.0.0.1', destinationPort: 2 };
const SIX = { source: 'fd00::2', sourcePort: 1, destination: 'fd00::1', destinationPort: 2 };
const PACKET = ip(FLOW, 17, udp(FLOW, new Uint8Array(4)));
const IPV6 = ip(SIX, 17, udp(SIX, new Uint8Array(4)));

function headerOf(frame: Uint8Array, linkType: number, family: 4 | 6): string | null {
  const captured = record(frame, 1, { linkType });
  const start = linkStart(captured);
  if (start === null) throw new Error('no IP');
  const header = linkHeader(captured, start, family, 300);
  return header === null ? null : toHex(header);
}

describe('the same version of IP: the header stays', () => {
  test.each([
    ['Ethernet', ethernet(PACKET), 1, 14],
    ['VLAN', ethernet(PACKET, { vlans: [[0x8100, 7]], etherType: 0x0800 }), 1, 18],
    ['Linux cooked', sll(PACKET), 113, 16],
    ['Linux cooked 2', sll2(PACKET), 276, 20],
    ['null', join([2, 0, 0, 0], PACKET), 0, 4],
    ['raw', PACKET, 101, 0],
    ['raw IPv4', PACKET, 228, 0],
  ])('%s', (_, frame, linkType, length) => {
    expect(headerOf(frame, linkType, 4)).toBe(toHex(frame.subarray(0, length)));
  });
});

describe('the other version of IP: the header says so', () => {
  test.each([
    ['Ethernet', ethernet(PACKET), ethernet(IPV6), 1, 14],
    ['Linux cooked', sll(PACKET), sll(IPV6), 113, 16],
    ['Linux cooked 2', sll2(PACKET), sll2(IPV6), 276, 20],
    ['null, little-endian', join([2, 0, 0, 0], PACKET), join([30, 0, 0, 0], IPV6), 0, 4],
    ['loop, big-endian', join([0, 0, 0, 2], PACKET), join([0, 0, 0, 30], IPV6), 108, 4],
    ['raw', PACKET, IPV6, 101, 0],
  ])('%s', (_, four, six, linkType, length) => {
    expect(headerOf(four, linkType, 6)).toBe(toHex(six.subarray(0, length)));
    expect(headerOf(six, linkType, 4)).toBe(toHex(four.subarray(0, length)));
  });

  test('a link type for one version only has no place for it', () => {
    expect(headerOf(PACKET, 228, 6)).toBeNull();
    expect(headerOf(IPV6, 229, 4)).toBeNull();
  });
});

test('PPPoE has a length', () => {
  const captured = record(
    join(new Uint8Array(12), u16(0x8864), [0x11, 0], u16(9), u16(50), u16(0x0021), PACKET),
    1,
  );
  const header = linkHeader(captured, { offset: 22, protocol: 4 }, 6, 300);
  expect(toHex(header?.subarray(12) ?? new Uint8Array(0))).toBe('886411000009012e0057');
});

test('a frame without IP has no start', () => {
  expect(linkStart(record(ethernet(PACKET, { etherType: 0x0806 }), 1))).toBeNull();
  expect(linkStart(record(new Uint8Array(3), 1))).toBeNull();
  expect(linkStart(record(join(u32(0), PACKET), 1, { linkType: 4711 }))).toBeNull();
});

test('802.3 with LLC and SNAP has a length, which does not reach everywhere', () => {
  const snap = [0xaa, 0xaa, 3, 0, 0, 0, 8, 0];
  const captured = record(join(new Uint8Array(12), u16(8 + PACKET.length), snap, PACKET), 1);
  const start = linkStart(captured);
  expect(start).toEqual({ offset: 22, protocol: 4 });
  const header = linkHeader(captured, start as NonNullable<typeof start>, 4, 300);
  expect(toHex(header?.subarray(12) ?? new Uint8Array(0))).toBe(`0134${toHex(Uint8Array.from(snap))}`);
  expect(linkHeader(captured, start as NonNullable<typeof start>, 4, 1493)).toBeNull();
});

test.each([true, false])('nflog has a length and a family, little-endian: %s', little => {
  const word = (value: number) => (little ? u16(value).reverse() : u16(value));
  const captured = record(join([2, 0, 0, 0], word(4 + PACKET.length), word(9), PACKET), 1, { linkType: 239 });
  const start = linkStart(captured);
  expect(start).toEqual({ offset: 8, protocol: 4 });
  const header = linkHeader(captured, start as NonNullable<typeof start>, 6, 300);
  expect(header).toEqual(join([10, 0, 0, 0], word(304), word(9)));
});
