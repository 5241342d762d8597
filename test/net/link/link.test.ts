import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { enterInnerLink, findNetwork } from '../../../src/net/link/link.ts';
import { ETHER_TYPE, NO_NETWORK } from '../../../src/net/link/network-start.ts';
import { ethernet, ip, join, sll, sll2, u32 } from '../../support/captures/packets.ts';
import {
  frame,
  mpls,
  pktap,
  ppi,
  ppp,
  pppoe,
  snap,
  u32le,
  wlan,
} from '../../support/captures/tunnel-packets.ts';
import { FLOW, FLOW6 } from '../support.ts';

const V4 = ip(FLOW, 17, new Uint8Array(8));
const V6 = ip(FLOW6, 17, new Uint8Array(8));
const { IPV4, IPV6 } = ETHER_TYPE;

function decode(linkType: number, bytes: Uint8Array): [number, number] {
  const found = { etherType: -99, offset: -99, linkType: 0, vnTags: 0 };
  findNetwork(linkType, bytes, found);
  return [found.etherType, found.offset];
}

describe('Ethernet', () => {
  test('plain', () => {
    expect(decode(1, ethernet(V4))).toEqual([IPV4, 14]);
    expect(decode(1, ethernet(V6))).toEqual([IPV6, 14]);
  });

  test('any number of VLAN tags', () => {
    const vlans = [
      [0x88a8, 5],
      [0x9100, 6],
      [0x9200, 6],
      [0x8100, 7],
      [0x8100, 8],
    ] as const;
    expect(decode(1, ethernet(V4, { vlans: vlans.slice(3, 4) }))).toEqual([IPV4, 18]);
    expect(decode(1, ethernet(V4, { vlans }))).toEqual([IPV4, 34]);
  });

  test('802.3 with LLC and SNAP', () => {
    expect(decode(1, frame(8 + V4.length, snap(IPV4, V4)))).toEqual([IPV4, 22]);
  });

  test('another protocol keeps its EtherType', () => {
    expect(decode(1, ethernet(new Uint8Array(28), { etherType: 0x0806 }))[0]).toBe(0x0806);
  });

  test('ends inside the header or a tag', () => {
    expect(decode(1, new Uint8Array(13))[0]).toBe(NO_NETWORK.TOO_SHORT);
    expect(decode(1, ethernet(new Uint8Array(3), { etherType: 0x8100 }))[0]).toBe(NO_NETWORK.TOO_SHORT);
  });
});

test('Linux cooked captures', () => {
  expect(decode(113, sll(V4))).toEqual([IPV4, 16]);
  expect(decode(113, sll(V6))).toEqual([IPV6, 16]);
  expect(decode(276, sll2(V4))).toEqual([IPV4, 20]);
  expect(decode(276, sll2(V6))).toEqual([IPV6, 20]);
  expect(decode(276, new Uint8Array(19))[0]).toBe(NO_NETWORK.TOO_SHORT);
});

test.each([12, 14, 101, 228, 229])('raw IP, link type %i', linkType => {
  expect(decode(linkType, V6)).toEqual([IPV6, 0]);
  expect(decode(linkType, V4)).toEqual([IPV4, 0]);
  expect(decode(linkType, new Uint8Array(0))[0]).toBe(NO_NETWORK.TOO_SHORT);
});

test.each([
  [0, 4],
  [108, 4],
  [109, 12],
])('address family in both byte orders, link type %i', (linkType, length) => {
  const rest = new Uint8Array(length - 4);
  expect(decode(linkType, join(u32le(2), rest, V4))).toEqual([IPV4, length]);
  expect(decode(linkType, join(u32(2), rest, V4))).toEqual([IPV4, length]);
  for (const family of [24, 28, 30]) {
    expect(decode(linkType, join(u32le(family), rest, V6))).toEqual([IPV6, length]);
    expect(decode(linkType, join(u32(family), rest, V6))).toEqual([IPV6, length]);
  }
  expect(decode(linkType, join(u32(7), rest, V4))[0]).toBe(NO_NETWORK.NOT_IP);
  expect(decode(linkType, join(u32(2), rest).subarray(1))[0]).toBe(NO_NETWORK.TOO_SHORT);
});

describe('PPP and Cisco HDLC', () => {
  const plain = ppp(0x21, V4);
  const framed = ppp(0x57, V6, { address: true });

  test.each([
    ['PPP', 9, plain, IPV4, 2],
    ['PPP in HDLC', 9, framed, IPV6, 4],
    ['PPP in HDLC', 50, framed, IPV6, 4],
    ['Cisco HDLC', 50, join([0x0f, 0, 8, 0], V4), IPV4, 4],
    ['Cisco HDLC', 104, join([0x8f, 0, 0x86, 0xdd], V6), IPV6, 4],
    ['PPPoE', 51, pppoe(plain), IPV4, 8],
    ['pppd', 166, join([1, 3], plain), IPV4, 4],
    ['PPP with direction', 204, join([0], framed), IPV6, 5],
    ['PPP with direction', 204, join([1], plain), IPV4, 3],
    ['LLC over ATM', 100, snap(IPV4, V4), IPV4, 8],
    ['MPLS', 219, mpls([16, 17], V4), IPV4, 8],
  ])('%s, link type %i', (_name, linkType, bytes, etherType, offset) => {
    expect(decode(linkType, bytes)).toEqual([etherType, offset]);
    expect(decode(linkType, bytes.subarray(0, offset - 1))[0]).toBe(NO_NETWORK.TOO_SHORT);
  });
});

describe('a link layer in another', () => {
  test('802.11 in PPI, IP in pktap', () => {
    expect(decode(192, ppi(105, wlan(snap(IPV4, V4))))).toEqual([IPV4, 8 + 24 + 8]);
    expect(decode(258, pktap(1, ethernet(V6)))).toEqual([IPV6, 108 + 14]);
  });

  test('one that is not known is named', () => {
    const found = { etherType: 0, offset: 0, linkType: 0, vnTags: 0 };
    findNetwork(192, ppi(147, V4), found);
    expect(found).toMatchObject({ etherType: NO_NETWORK.UNKNOWN_LINK, linkType: 147 });
  });

  test('wrappers are not followed into each other', () => {
    expect(decode(192, ppi(192, ppi(101, V4)))[0]).toBe(NO_NETWORK.UNKNOWN_LINK);
  });

  test('at an offset in a buffer, with an end', () => {
    const found = { etherType: 0, offset: 3, linkType: 1, vnTags: 0 };
    const bytes = join([1, 2, 3], ethernet(V4));
    enterInnerLink(bytes, bytes.length, found);
    expect(found).toMatchObject({ etherType: IPV4, offset: 17 });
    const cut = { etherType: 0, offset: 3, linkType: 1, vnTags: 0 };
    enterInnerLink(bytes, 16, cut);
    expect(cut.etherType).toBe(NO_NETWORK.TOO_SHORT);
  });
});

test.each([147, 65_535])('link type %i is not in the table', linkType => {
  expect(decode(linkType, V4)[0]).toBe(NO_NETWORK.UNKNOWN_LINK);
});

test('whatever the bytes: IP inside the frame, or none', () => {
  const linkTypes = [0, 1, 9, 50, 51, 100, 101, 104, 105, 108, 109, 113, 119, 127, 149, 163, 166, 192, 204];
  const linkType = fc.constantFrom(...linkTypes, 219, 239, 252, 258, 276);
  fc.assert(
    fc.property(linkType, fc.uint8Array({ maxLength: 150 }), (type, bytes) => {
      const [etherType, offset] = decode(type, bytes);
      if (etherType === IPV4 || etherType === IPV6) expect(offset).toBeLessThanOrEqual(bytes.length);
    }),
    { seed: 1, numRuns: 5000 },
  );
});
