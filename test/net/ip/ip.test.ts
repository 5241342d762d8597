import { describe, expect, test } from 'vitest';
import { addressText } from '../../../src/bytes/address.ts';
import { fillsRegion, IP_LENGTH, IpHeader, readIp } from '../../../src/net/ip/ip.ts';
import { ip, join, latin1, u16 } from '../../support/captures/packets.ts';
import { FLOW, FLOW6, regionOf, rest } from '../support.ts';

const PAYLOAD = latin1('payload.');

function patched(packet: Uint8Array, offset: number, ...bytes: number[]): Uint8Array {
  const copy = packet.slice();
  copy.set(bytes, offset);
  return copy;
}

describe.each([
  ['IPv4', FLOW, 4],
  ['IPv6', FLOW6, 16],
] as const)('%s', (name, flow, size) => {
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
    const packet = ip(flow, 17, PAYLOAD);
    const region = regionOf(packet.slice(0, -3));
    expect(readIp(region, new IpHeader())).toEqual({
      code: IP_LENGTH,
      layer: 'network',
      message: `expected an IP length up to ${packet.length - 3}, found ${packet.length}`,
    });
    expect([rest(region), region.missing]).toEqual([PAYLOAD.slice(0, -3), 3]);
  });

  test('a length beyond a frame that was cut: the frame has what was on the wire', () => {
    const packet = ip(flow, 17, PAYLOAD);
    const region = regionOf(packet.slice(0, -3), 2);
    expect(readIp(region, new IpHeader())?.message).toBe(
      `expected an IP length up to ${packet.length - 1}, found ${packet.length}`,
    );
    expect([rest(region), region.missing]).toEqual([PAYLOAD.slice(0, -3), 3]);
  });

  test('length 0 of segmentation offload: to the end of the frame', () => {
    const region = regionOf(patched(ip(flow, 6, PAYLOAD), size === 4 ? 2 : 4, 0, 0));
    expect(readIp(region, new IpHeader())).toBeNull();
    expect(rest(region)).toEqual(PAYLOAD);
  });

  test('a header with nothing behind it', () => {
    const region = regionOf(ip(flow, 59, new Uint8Array(0)));
    expect(readIp(region, new IpHeader())).toBeNull();
    expect(region.length).toBe(0);
  });

  test('too short for a header', () => {
    const needed = size === 4 ? 20 : 40;
    const packet = ip(flow, 17, PAYLOAD).slice(0, needed - 1);
    expect(readIp(regionOf(packet), new IpHeader())).toEqual({
      code: 'ip-header',
      layer: 'network',
      message: `expected an ${name} header of ${needed} bytes, found ${needed - 1}`,
    });
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
  ['header length below 20', 0, [0x44], 'expected an IPv4 header length of 20 to 28, found 16'],
  [
    'header length beyond the packet',
    0,
    [0x4f, 0, 0, 0],
    'expected an IPv4 header length of 20 to 28, found 60',
  ],
  [
    'total length below the header length',
    2,
    [0, 19],
    'expected an IPv4 total length of at least 20, found 19',
  ],
])('IPv4 %s', (_name, offset, bytes, message) => {
  const region = regionOf(patched(ip(FLOW, 17, PAYLOAD), offset, ...bytes));
  expect(readIp(region, new IpHeader())).toEqual({ code: 'ip-header', layer: 'network', message });
});

test('IPv4 options behind the snap length', () => {
  const region = regionOf(patched(ip(FLOW, 17, PAYLOAD), 0, 0x4f, 0, 0, 100), 72);
  expect(readIp(region, new IpHeader())?.code).toBe('ip-header');
});

test('another version', () => {
  const region = regionOf(patched(ip(FLOW, 17, PAYLOAD), 0, 0x55));
  const message = 'expected IP version 4 or 6, found 5';
  expect(readIp(region, new IpHeader())).toEqual({ code: 'ip-version', layer: 'network', message });
});

test('no bytes, whatever follows them', () => {
  const packet = ip(FLOW, 17, PAYLOAD);
  const region = regionOf(packet);
  region.limit(0);
  const message = 'expected an IP header, found 0 bytes';
  expect(readIp(region, new IpHeader())).toEqual({ code: 'ip-header', layer: 'network', message });
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
  expect(fillsRegion(regionOf(ip(FLOW, 17, new Uint8Array(0))))).toBe(true);
  expect(fillsRegion(regionOf(patched(ip(FLOW, 17, PAYLOAD), 0, 0x44)))).toBe(false);
  expect(fillsRegion(regionOf(new Uint8Array(40)))).toBe(false);
});
