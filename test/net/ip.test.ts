import { describe, expect, test } from 'vitest';
import { addressText } from '../../src/bytes/address.ts';
import { fillsRegion, IP_LENGTH, IpHeader, readIp } from '../../src/net/ip.ts';
import { ip, join, latin1, u16 } from '../support/packets.ts';
import { FLOW, FLOW6, regionOf, rest } from './support.ts';

const PAYLOAD = latin1('payload.');

function patched(packet: Uint8Array, offset: number, ...bytes: number[]): Uint8Array {
  const copy = packet.slice();
  copy.set(bytes, offset);
  return copy;
}

describe.each([
  ['IPv4', FLOW, 4],
  ['IPv6', FLOW6, 16],
] as const)('%s', (_name, flow, size) => {
  test('addresses, protocol and payload', () => {
    const region = regionOf(ip(flow, 17, PAYLOAD));
    const header = new IpHeader();
    expect(readIp(region, header)).toBeNull();
    expect(addressText(header.addresses, header.sourceOffset, size)).toBe(flow.source);
    expect(addressText(header.addresses, header.destinationOffset, size)).toBe(flow.destination);
    expect([header.protocol, header.fragment]).toEqual([17, false]);
    expect(rest(region)).toEqual(PAYLOAD);
  });

  test('padding behind the packet is cut', () => {
    const region = regionOf(join(ip(flow, 17, PAYLOAD), new Uint8Array(18)));
    expect(readIp(region, new IpHeader())).toBeNull();
    expect(rest(region)).toEqual(PAYLOAD);
  });

  test('a packet cut by the snap length', () => {
    const packet = ip(flow, 17, PAYLOAD);
    const region = regionOf(packet.slice(0, -3), 3);
    expect(readIp(region, new IpHeader())).toBeNull();
    expect([rest(region), region.missing]).toEqual([PAYLOAD.slice(0, -3), 3]);
  });

  test('a length beyond the frame is told, and the payload can be used', () => {
    const region = regionOf(ip(flow, 17, PAYLOAD).slice(0, -3));
    expect(readIp(region, new IpHeader())?.code).toBe(IP_LENGTH);
    expect([rest(region), region.missing]).toEqual([PAYLOAD.slice(0, -3), 3]);
  });

  test('length 0 of segmentation offload: to the end of the frame', () => {
    const region = regionOf(patched(ip(flow, 6, PAYLOAD), size === 4 ? 2 : 4, 0, 0));
    expect(readIp(region, new IpHeader())).toBeNull();
    expect(rest(region)).toEqual(PAYLOAD);
  });

  test('too short for a header', () => {
    const packet = ip(flow, 17, PAYLOAD).slice(0, size === 4 ? 19 : 39);
    expect(readIp(regionOf(packet), new IpHeader())?.code).toBe('ip-header');
  });
});

test('IPv4 options are skipped', () => {
  const packet = ip(FLOW, 17, PAYLOAD);
  const withOptions = join([0x46, 0], u16(32), packet.slice(4, 20), [1, 1, 1, 1], PAYLOAD);
  const region = regionOf(withOptions);
  expect(readIp(region, new IpHeader())).toBeNull();
  expect(rest(region)).toEqual(PAYLOAD);
});

test('IPv4 fragment fields', () => {
  const header = new IpHeader();
  readIp(regionOf(ip(FLOW, 50, PAYLOAD, { id: 0xbeef, fragmentOffset: 1480, moreFragments: true })), header);
  expect(header).toMatchObject({
    fragment: true,
    fragmentId: 0xbeef,
    fragmentOffset: 1480,
    moreFragments: true,
  });
  readIp(regionOf(ip(FLOW, 50, PAYLOAD, { id: 1, fragmentOffset: 1480 })), header);
  expect(header).toMatchObject({ fragment: true, moreFragments: false });
});

test('the flag "do not fragment" makes no fragment', () => {
  const header = new IpHeader();
  readIp(regionOf(patched(ip(FLOW, 50, PAYLOAD), 6, 0x40)), header);
  expect(header.fragment).toBe(false);
});

test.each([
  ['header length below 20', 0, [0x44], 'ip-header'],
  ['header length beyond the packet', 0, [0x4f], 'ip-header'],
  ['total length below the header length', 2, [0, 19], 'ip-header'],
  ['version 5', 0, [0x55], 'ip-version'],
])('%s', (_name, offset, bytes, code) => {
  expect(readIp(regionOf(patched(ip(FLOW, 17, PAYLOAD), offset, ...bytes)), new IpHeader())?.code).toBe(code);
});

test('a packet that fills the region, in both families', () => {
  for (const flow of [FLOW, FLOW6]) {
    const packet = ip(flow, 17, PAYLOAD);
    expect(fillsRegion(regionOf(packet))).toBe(true);
    expect(fillsRegion(regionOf(packet.slice(0, 24), packet.length - 24))).toBe(true);
    expect(fillsRegion(regionOf(join(packet, [0])))).toBe(false);
    expect(fillsRegion(regionOf(packet.slice(0, -1)))).toBe(false);
    expect(fillsRegion(regionOf(packet.slice(0, 19), packet.length - 19))).toBe(false);
  }
  expect(fillsRegion(regionOf(patched(ip(FLOW, 17, PAYLOAD), 0, 0x44)))).toBe(false);
  expect(fillsRegion(regionOf(new Uint8Array(40)))).toBe(false);
});
