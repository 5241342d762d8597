import { describe, expect, test } from 'vitest';
import { ETHER_TYPE, NO_NETWORK } from '../../../src/net/link/network-start.ts';
import {
  enterGeneve,
  enterTzsp,
  enterVxlan,
  isGeneve,
  isTzsp,
  isVxlan,
} from '../../../src/net/tunnel/vxlan-geneve-tzsp.ts';
import { ip, latin1 } from '../../support/captures/packets.ts';
import { frame, geneve, tzsp, vxlan, wlan } from '../../support/captures/tunnel-packets.ts';
import { FLOW, regionOf } from '../support.ts';

const V4 = ip(FLOW, 17, new Uint8Array(8));
const FRAME = frame(0x0800, V4);
const SIP = ['INVITE sip:a SIP/2.0', 'OPTIONS sip:a SIP/2.0', 'SIP/2.0 200 OK'].map(latin1);

function enter(read: typeof enterVxlan, bytes: Uint8Array) {
  const found = { etherType: 0, offset: 0, linkType: 0, vnTags: 0 };
  const fault = read(regionOf(bytes), found);
  if (fault !== null) return fault.code;
  const { etherType, linkType, offset } = found;
  return [etherType, linkType, bytes.slice(offset)];
}

test('VXLAN', () => {
  expect(isVxlan(regionOf(vxlan(FRAME)))).toBe(true);
  expect(enter(enterVxlan, vxlan(FRAME))).toEqual([ETHER_TYPE.ETHERNET, 0, FRAME]);
  expect(isVxlan(regionOf(vxlan(FRAME).slice(0, 7)))).toBe(false);
  expect(isVxlan(regionOf(new Uint8Array(40)))).toBe(false);
  for (const text of SIP) expect(isVxlan(regionOf(text))).toBe(false);
});

describe('Geneve', () => {
  test('without options, and with some', () => {
    expect(isGeneve(regionOf(geneve(0x6558, [], FRAME)))).toBe(true);
    expect(enter(enterGeneve, geneve(0x6558, [], FRAME))).toEqual([ETHER_TYPE.ETHERNET, 0, FRAME]);
    expect(enter(enterGeneve, geneve(0x0800, [0, 1, 2, 1, 9, 9, 9, 9], V4))).toEqual([0x0800, 0, V4]);
  });

  test('other things on its port, and options cut', () => {
    for (const text of SIP) expect(isGeneve(regionOf(text))).toBe(false);
    expect(isGeneve(regionOf(geneve(0x6558, [], FRAME).slice(0, 7)))).toBe(false);
    expect(enter(enterGeneve, geneve(0x0800, [0, 1, 2, 1, 9, 9, 9, 9], V4).slice(0, 15))).toBe(
      'geneve-header',
    );
  });
});

describe('TZSP', () => {
  test('Ethernet and 802.11', () => {
    expect(isTzsp(regionOf(tzsp(1, FRAME)))).toBe(true);
    expect(enter(enterTzsp, tzsp(1, FRAME))).toEqual([NO_NETWORK.INNER_LINK, 1, FRAME]);
    expect(enter(enterTzsp, tzsp(18, wlan(V4)))).toEqual([NO_NETWORK.INNER_LINK, 105, wlan(V4)]);
  });

  test('another protocol, other things on its port, tags that do not end', () => {
    expect(enter(enterTzsp, tzsp(2, FRAME))[0]).toBe(NO_NETWORK.NOT_IP);
    for (const text of SIP) expect(isTzsp(regionOf(text))).toBe(false);
    expect(isTzsp(regionOf(Uint8Array.of(1, 4, 0, 1, 1)))).toBe(false);
    for (let length = 5; length < 9; length++)
      expect(enter(enterTzsp, tzsp(1, FRAME).slice(0, length))).toBe('tzsp-header');
  });
});
