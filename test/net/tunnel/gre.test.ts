import { describe, expect, test } from 'vitest';
import { ETHER_TYPE, NO_NETWORK } from '../../../src/net/link/network-start.ts';
import { enterGre } from '../../../src/net/tunnel/gre.ts';
import { ip, join } from '../../support/captures/packets.ts';
import { frame, gre, ppp } from '../../support/captures/tunnel-packets.ts';
import { FLOW, FLOW6, regionOf } from '../support.ts';

const V4 = ip(FLOW, 17, new Uint8Array(8));
const V6 = ip(FLOW6, 17, new Uint8Array(8));
const FRAME = frame(0x0800, V4);

function enter(bytes: Uint8Array): [number, Uint8Array] | string {
  const found = { etherType: 0, offset: 0, linkType: 0, vnTags: 0 };
  const fault = enterGre(regionOf(bytes), found);
  return fault === null ? [found.etherType, bytes.slice(found.offset)] : fault.code;
}

describe('version 0', () => {
  test.each([
    ['no option', 0, 0x0800, V4],
    ['key: NVGRE', 0x2000, ETHER_TYPE.ETHERNET, FRAME],
    ['sequence', 0x1000, 0x86dd, V6],
    ['checksum, key and sequence', 0xb000, 0x0800, V4],
    ['checksum', 0x8000, ETHER_TYPE.MPLS, V4],
  ])('%s', (_name, flags, protocol, payload) => {
    expect(enter(gre(flags, protocol, payload))).toEqual([protocol, payload]);
  });

  test('source routes are not followed', () => {
    expect(enter(gre(0x4000, 0x0800, join([0, 0, 0, 0], V4)))[0]).toBe(NO_NETWORK.NOT_IP);
  });
});

describe('version 1', () => {
  test.each([0x3001, 0x3081])('flags %i', flags => {
    const payload = ppp(0x21, V4);
    expect(enter(gre(flags, ETHER_TYPE.PPP, payload))).toEqual([ETHER_TYPE.PPP, payload]);
  });

  test('an acknowledgement alone has no payload', () => {
    expect(enter(gre(0x2081, ETHER_TYPE.PPP, new Uint8Array(0)))[0]).toBe(NO_NETWORK.NOT_IP);
  });
});

describe('ERSPAN', () => {
  const { ETHERNET, IPV4, IPV6 } = ETHER_TYPE;
  const typeIII = (frameType: number, more: boolean) =>
    join([0x20, 1, 0, 1, 0, 0, 0, 1, 0, 0, frameType << 2, more ? 1 : 0], new Uint8Array(more ? 8 : 0));

  test.each([
    ['type I', 0, 0x88be, FRAME, ETHERNET, FRAME],
    ['type II', 0x1000, 0x88be, join([0x10, 1, 0, 1, 0, 0, 0, 1], FRAME), ETHERNET, FRAME],
    ['type III', 0x1000, 0x22eb, join(typeIII(0, false), FRAME), ETHERNET, FRAME],
    ['type III with a subheader', 0x1000, 0x22eb, join(typeIII(0, true), FRAME), ETHERNET, FRAME],
    ['type III of IP', 0x1000, 0x22eb, join(typeIII(2, false), V6), IPV6, V6],
    ['type III of IPv4', 0x1000, 0x22eb, join(typeIII(2, true), V4), IPV4, V4],
  ])('%s', (_name, flags, protocol, payload, etherType, inside) => {
    expect(enter(gre(flags, protocol, payload))).toEqual([etherType, inside]);
  });

  test('type III of something else', () => {
    expect(enter(gre(0x1000, 0x22eb, join(typeIII(1, false), V4)))[0]).toBe(NO_NETWORK.NOT_IP);
  });
});

describe('damage', () => {
  test.each([
    ['an unknown version', gre(2, 0x0800, V4)],
    ['three bytes', new Uint8Array(3)],
    ['options cut', gre(0xb000, 0x0800, V4).slice(0, 15)],
    ['ERSPAN cut', gre(0x1000, 0x88be, new Uint8Array(7))],
    ['ERSPAN III cut', gre(0x1000, 0x22eb, new Uint8Array(11))],
    ['ERSPAN III subheader cut', gre(0x1000, 0x22eb, new Uint8Array(19).fill(1))],
  ])('%s', (_name, bytes) => {
    expect(enter(bytes)).toBe('gre-header');
  });
});
