import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { looksLikeEthernet, reachNetwork } from '../../../src/net/link/encapsulation.ts';
import { ETHER_TYPE, NO_NETWORK } from '../../../src/net/link/network-start.ts';
import { ip, join, u16 } from '../../support/captures/packets.ts';
import { frame, mpls, ppp, pppoe, snap } from '../../support/captures/tunnel-packets.ts';
import { FLOW, FLOW6 } from '../support.ts';

const V4 = ip(FLOW, 17, new Uint8Array(8));
const V6 = ip(FLOW6, 17, new Uint8Array(8));
const { IPV4, IPV6, MPLS, MPLS_UPSTREAM, PPPOE_SESSION, PPP, ETHERNET } = ETHER_TYPE;

/** EtherType and what is left, after the steps from `etherType` on; a prefix shows that offsets are honoured. */
function reach(etherType: number, bytes: Uint8Array, end = bytes.length): [number, Uint8Array] {
  const buffer = join([9, 9, 9, 9, 9], bytes);
  const found = { etherType, offset: 5, linkType: 0, vnTags: 0 };
  reachNetwork(buffer, 5 + end, found);
  return [found.etherType, buffer.slice(found.offset)];
}

describe('MPLS', () => {
  test.each([
    ['one label', mpls([100], V4), IPV4, V4],
    ['three labels', mpls([1, 2, 1_048_575], V6), IPV6, V6],
    ['Ethernet behind a control word', mpls([100], join([0, 0, 0, 7], frame(IPV4, V4))), IPV4, V4],
    ['Ethernet without one, its address begins with 0', mpls([100], frame(IPV6, V6)), IPV6, V6],
    [
      'Ethernet of an address that begins with 4',
      mpls([1], join([0x40], frame(IPV4, V4).slice(1))),
      IPV4,
      V4,
    ],
    [
      'Ethernet of an address that begins with 6',
      mpls([1], join([0x60], frame(IPV4, V4).slice(1))),
      IPV4,
      V4,
    ],
    [
      'Ethernet of an address that begins with 2',
      mpls([1], join([0x20], frame(IPV4, V4).slice(1))),
      IPV4,
      V4,
    ],
    ['VLAN in the pseudowire', mpls([1], frame(0x8100, join(u16(5), u16(IPV4), V4))), IPV4, V4],
  ])('%s', (_name, bytes, etherType, inside) => {
    expect(reach(MPLS, bytes)).toEqual([etherType, inside]);
    expect(reach(MPLS_UPSTREAM, bytes)).toEqual([etherType, inside]);
  });

  test('no bottom of the stack, or nothing behind it', () => {
    expect(reach(MPLS, new Uint8Array(12))[0]).toBe(NO_NETWORK.TOO_SHORT);
    expect(reach(MPLS, mpls([5], new Uint8Array(0)))[0]).toBe(NO_NETWORK.TOO_SHORT);
  });
});

describe('PPP and PPPoE', () => {
  test.each([
    ['whole', ppp(0x21, V4, { address: true }), IPV4, V4],
    ['without address and control', ppp(0x57, V6), IPV6, V6],
    ['compressed protocol', ppp(0x21, V4, { compressed: true }), IPV4, V4],
    ['compressed protocol behind address and control', join([0xff, 3, 0x57], V6), IPV6, V6],
    ['MPLS in PPP', ppp(0x281, mpls([7], V4)), IPV4, V4],
  ])('%s', (_name, bytes, etherType, inside) => {
    expect(reach(PPP, bytes)).toEqual([etherType, inside]);
    expect(reach(PPPOE_SESSION, pppoe(bytes))).toEqual([etherType, inside]);
  });

  test('LCP is no IP, nor is another code than a session', () => {
    expect(reach(PPP, ppp(0xc021, V4))[0]).toBe(NO_NETWORK.NOT_IP);
    expect(reach(PPPOE_SESSION, Uint8Array.of(0x11, 9, 0, 0, 0, 0))[0]).toBe(NO_NETWORK.NOT_IP);
  });
});

describe('LLC', () => {
  test('SNAP, also of IEEE 802.1H, and the SAP of IP', () => {
    expect(reach(300, snap(IPV6, V6))).toEqual([IPV6, V6]);
    expect(reach(300, join([0xaa, 0xaa, 3, 0, 0, 0xf8], u16(IPV4), V4))).toEqual([IPV4, V4]);
    expect(reach(300, join([6, 6, 3], V4))).toEqual([IPV4, V4]);
    expect(reach(300, snap(0x8100, join(u16(5), u16(IPV4), V4)))).toEqual([IPV4, V4]);
  });

  test('spanning tree, Cisco SNAP and a length in SNAP are no IP', () => {
    expect(reach(38, join([0x42, 0x42, 3], new Uint8Array(35)))[0]).toBe(NO_NETWORK.NOT_IP);
    expect(reach(38, join([0xaa, 0xaa, 3, 0, 0, 0x0c, 0x20, 0], new Uint8Array(30)))[0]).toBe(
      NO_NETWORK.NOT_IP,
    );
    expect(reach(38, snap(46, snap(IPV4, V4)))[0]).toBe(NO_NETWORK.NOT_IP);
  });
});

test('everything in everything, and every cut of it', () => {
  const inner = frame(0x88a8, join(u16(1), u16(0x8100), u16(2), u16(PPPOE_SESSION), pppoe(ppp(0x21, V4))));
  const bytes = frame(0x9200, join(u16(3), u16(MPLS), mpls([3, 4], join([0, 0, 0, 0], inner))));
  expect(reach(ETHERNET, bytes)).toEqual([IPV4, V4]);
  for (let end = 0; end < bytes.length - V4.length; end++) {
    const [etherType] = reach(ETHERNET, bytes, end);
    expect(etherType).not.toBe(IPV4);
    expect(etherType).not.toBe(IPV6);
  }
});

test('an Ethernet frame is known by its EtherType and the IP version', () => {
  expect(looksLikeEthernet(frame(IPV4, V4), 0, 100)).toBe(true);
  expect(looksLikeEthernet(frame(IPV4, V6), 0, 100)).toBe(false);
  expect(looksLikeEthernet(frame(0x0806, new Uint8Array(28)), 0, 42)).toBe(true);
  expect(looksLikeEthernet(frame(0x0806, new Uint8Array(28)), 0, 14)).toBe(false);
  expect(looksLikeEthernet(V4, 0, V4.length)).toBe(false);
});

test('whatever the bytes, it ends, and IP begins inside', () => {
  const etherType = fc.constantFrom<number>(0, 46, 0x8100, MPLS, PPPOE_SESSION, PPP, ETHERNET);
  fc.assert(
    fc.property(etherType, fc.uint8Array({ maxLength: 120 }), (type, bytes) => {
      const found = { etherType: type, offset: 0, linkType: 0, vnTags: 0 };
      reachNetwork(bytes, bytes.length, found);
      if (found.etherType === IPV4 || found.etherType === IPV6)
        expect(found.offset).toBeLessThanOrEqual(bytes.length);
    }),
    { seed: 1, numRuns: 5000 },
  );
});
