import { describe, expect, test } from 'vitest';
import { ETHER_TYPE, NO_NETWORK } from '../../../src/net/link/network-start.ts';
import { enterL2tp, enterL2tpOverIp, isL2tp } from '../../../src/net/tunnel/l2tp.ts';
import { ip, join, latin1, u32 } from '../../support/captures/packets.ts';
import { frame, l2tp, ppp } from '../../support/captures/tunnel-packets.ts';
import { FLOW, regionOf } from '../support.ts';

const V4 = ip(FLOW, 17, new Uint8Array(8));
const PPP = ppp(0x21, V4, { address: true });
const FRAME = frame(0x0800, V4);

function enter(read: typeof enterL2tp, bytes: Uint8Array): [number, Uint8Array] | string {
  const found = { etherType: 0, offset: 0, linkType: 0, vnTags: 0 };
  const fault = read(regionOf(bytes), found);
  return fault === null ? [found.etherType, bytes.slice(found.offset)] : fault.code;
}

test('what is L2TP', () => {
  expect(isL2tp(regionOf(l2tp(0, PPP)))).toBe(true);
  expect(isL2tp(regionOf(join([0, 3, 0, 0], u32(7), FRAME)))).toBe(true);
  expect(isL2tp(regionOf(l2tp(1, PPP)))).toBe(true);
  for (const text of ['ACK sip:a SIP/2.0', 'SIP/2.0 200 OK', 'REGISTER sip:a', 'INVITE sip:a'])
    expect(isL2tp(regionOf(latin1(text)))).toBe(false);
  expect(isL2tp(regionOf(Uint8Array.of(0, 2, 0, 0, 0)))).toBe(false);
});

describe('version 2', () => {
  test.each([0, 0x4000, 0x0800, 0x0200, 0x4a00])('flags %i', flags => {
    expect(enter(enterL2tp, l2tp(flags, PPP))).toEqual([ETHER_TYPE.PPP, PPP]);
  });

  test('control carries no packet', () => {
    expect(enter(enterL2tp, l2tp(0xc800, PPP))[0]).toBe(NO_NETWORK.NOT_IP);
  });

  test('header cut', () => {
    const bytes = l2tp(0x4a00, PPP);
    for (let length = 6; length < bytes.length - PPP.length; length++)
      expect(enter(enterL2tp, bytes.slice(0, length))).toBe('l2tp-header');
  });
});

describe('version 3', () => {
  test.each([0, 4, 8, 12])('cookie and sublayer of %i octets', length => {
    const session = join(u32(0x01020304), new Uint8Array(length).fill(0xc0), FRAME);
    expect(enter(enterL2tpOverIp, session)).toEqual([ETHER_TYPE.ETHERNET, FRAME]);
    expect(enter(enterL2tp, join([0, 3, 0, 0], session))).toEqual([ETHER_TYPE.ETHERNET, FRAME]);
  });

  test('control, and what is no Ethernet', () => {
    expect(enter(enterL2tpOverIp, join(u32(0), FRAME))[0]).toBe(NO_NETWORK.NOT_IP);
    expect(enter(enterL2tpOverIp, join(u32(7), new Uint8Array(60)))[0]).toBe(NO_NETWORK.NOT_IP);
    expect(enter(enterL2tpOverIp, new Uint8Array(3))).toBe('l2tp-header');
  });
});
