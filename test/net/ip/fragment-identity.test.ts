import { describe, expect, test } from 'vitest';
import { addressText, parseAddress } from '../../../src/bytes/address.ts';
import { hashBytes, hashStart } from '../../../src/bytes/hash.ts';
import { readU32 } from '../../../src/bytes/read.ts';
import type { Protection } from '../../../src/model/protection.ts';
import { Datagram, PROTOCOL } from '../../../src/net/packet/datagram.ts';
import { esp, ethernet, type Flow, fragments, join, record, u32 } from '../../support/captures/packets.ts';
import { decodeAll, decoder, FLOW, FLOW6, PROTECTION } from '../support.ts';

const ESP = esp(
  0x1234,
  7,
  Uint8Array.from({ length: 92 }, (_, i) => i),
);

/** First or second fragment of an ESP packet. */
function half(which: 0 | 1, flow: Flow, id = 5, protocol: number = PROTOCOL.ESP): Uint8Array {
  return fragments(flow, protocol, ESP, 56, id)[which] as Uint8Array;
}

/** How many datagrams come out of these packets. */
function datagrams(...packets: readonly Uint8Array[]): number {
  const { net } = decoder();
  return decodeAll(
    net,
    packets.map((packet, i) => record(ethernet(packet), i + 1)),
  ).length;
}

describe('fragments belong together', () => {
  test.each([
    ['IPv4', FLOW],
    ['IPv6', FLOW6],
  ])('%s: when id and both addresses agree', (_name, flow) => {
    expect(datagrams(half(0, flow), half(1, flow))).toBe(1);
  });

  test.each([
    ['IPv4: another id', FLOW, FLOW, 6],
    ['IPv4: another source', FLOW, { ...FLOW, source: '10.0.0.9' }, 5],
    ['IPv4: another destination', FLOW, { ...FLOW, destination: '10.0.0.9' }, 5],
    ['IPv6: another id, beyond 16 bit', FLOW6, FLOW6, 0x10005],
    ['IPv6: another network of the source', FLOW6, { ...FLOW6, source: '2001:db9::1' }, 5],
    ['IPv6: another end of the source', FLOW6, { ...FLOW6, source: '2001:db8::9' }, 5],
    ['IPv6: another network of the destination', FLOW6, { ...FLOW6, destination: '2001:db9::2' }, 5],
    ['IPv6: another end of the destination', FLOW6, { ...FLOW6, destination: '2001:db8::9' }, 5],
  ])('%s is another datagram', (_name, flow, other, id) => {
    expect(datagrams(half(0, flow), half(1, other, id))).toBe(0);
  });

  test('IPv4: another protocol is another datagram', () => {
    expect(datagrams(half(0, FLOW), half(1, FLOW, 5, PROTOCOL.UDP))).toBe(0);
  });
});

describe('IPv6: the protocol is that of the first fragment (RFC 8200 §4.5)', () => {
  const first = half(0, FLOW6);
  const last = half(1, FLOW6, 5, PROTOCOL.UDP);

  test.each([
    ['in order', [first, last]],
    ['out of order', [last, first]],
    ['when a contradicting one follows', [first, half(0, FLOW6, 5, PROTOCOL.UDP).fill(0xee, 60), last]],
  ])('%s', (_name, packets) => {
    const { net } = decoder();
    const found = packets.map((packet, i) => net.decode(record(ethernet(packet), i + 1))).at(-1);
    expect(found?.protocol).toBe(PROTOCOL.ESP);
    expect(found?.bytes.slice(found.start, found.end)).toEqual(ESP);
  });
});

describe('what came out of ESP and what did not are kept apart', () => {
  const bad: Protection = { ...PROTECTION, icv: 'bad' };

  test.each<[string, Protection | null, Protection | null, number]>([
    ['both in ESP', PROTECTION, PROTECTION, 1],
    ['in the clear, then in ESP', null, PROTECTION, 0],
    ['in ESP, then in the clear', PROTECTION, null, 0],
    ['ICV good, then bad', PROTECTION, bad, 0],
    ['ICV bad, then good', bad, PROTECTION, 0],
  ])('%s', (_name, first, second, expected) => {
    const { net } = decoder();
    const decode = (packet: Uint8Array, protection: Protection | null): Datagram | null =>
      protection === null
        ? net.decode(record(ethernet(packet), 1))
        : net.decodeInner(new Datagram(), PROTOCOL.IPV4, packet, 0, packet.length, protection);
    const found = [decode(half(0, FLOW), first), decode(half(1, FLOW), second)];
    expect(found.filter(datagram => datagram !== null).length).toBe(expected);
  });
});

describe('the hash never decides', () => {
  const addressesOf = ({ source, destination }: Flow): Uint8Array =>
    join(parseAddress(source) as Uint8Array, parseAddress(destination) as Uint8Array);
  const hashOf = (addresses: Uint8Array, end = addresses.length): number =>
    hashBytes(hashStart(), addresses, 0, end);

  /** The IPv6 flow with the last four octets of the destination chosen so that the addresses hash like `other`. */
  function hashedLike(other: Flow, flow: Flow): Flow {
    const wanted = addressesOf(other);
    const given = addressesOf(flow);
    const beforeLast = wanted.length - 4;
    const lastWord = hashOf(given, 28) ^ hashOf(wanted, beforeLast) ^ readU32(wanted, beforeLast);
    const addresses = join(given.subarray(0, 28), u32(lastWord >>> 0));
    expect(hashOf(addresses)).toBe(hashOf(wanted));
    return { ...flow, destination: addressText(addresses, 16, 16) };
  }

  test('addresses of the same hash that differ in their last octets', () => {
    const other = hashedLike(FLOW6, { ...FLOW6, source: '2001:db8::9' });
    expect(datagrams(half(0, FLOW6), half(1, other))).toBe(0);
    expect(datagrams(half(0, FLOW6), half(0, other), half(1, FLOW6), half(1, other))).toBe(2);
  });

  test('an IPv6 address that begins with the two IPv4 addresses and has their hash', () => {
    const other = hashedLike(FLOW, { ...FLOW6, source: 'a00:1:a00:2::' });
    expect(datagrams(half(0, other), half(1, FLOW))).toBe(0);
    expect(datagrams(half(0, FLOW), half(1, other))).toBe(0);
  });
});
