import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PROTOCOL } from '../../../src/net/packet/datagram.ts';
import {
  beginsWithText,
  enterGsmtap,
  gsmtapHeader,
  isBareIp,
  isIpOnScatPort,
} from '../../../src/net/tunnel/tool-wrappers.ts';
import { esp, ip, join, latin1, tcp, udp } from '../../support/captures/packets.ts';
import { gsmtap } from '../../support/captures/tunnel-packets.ts';
import { FLOW, FLOW6, regionOf, rest } from '../support.ts';

const SIP = latin1('OPTIONS sip:a SIP/2.0\r\n\r\n');
const V4 = ip(FLOW, PROTOCOL.UDP, udp(FLOW, SIP));
const V6 = ip(FLOW6, PROTOCOL.UDP, udp(FLOW6, SIP));

function changed(bytes: Uint8Array, offset: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[offset] = value;
  return copy;
}

describe('IP and nothing else', () => {
  test.each([
    ['UDP', V4],
    ['UDP over IPv6', V6],
    ['TCP over IPv6', ip(FLOW6, PROTOCOL.TCP, tcp(FLOW6, { sequence: 1 }, SIP))],
    ['ESP', ip(FLOW, PROTOCOL.ESP, esp(1, 1, new Uint8Array(30)))],
    ['a fragment header', ip(FLOW6, 44, new Uint8Array(30))],
  ])('%s', (_name, packet) => {
    expect(isBareIp(regionOf(packet))).toBe(true);
    expect(isBareIp(regionOf(packet.slice(0, -4), 4))).toBe(true);
    expect(isBareIp(regionOf(join(packet, [0])))).toBe(false);
    expect(isBareIp(regionOf(packet.slice(0, -1)))).toBe(false);
  });

  test.each([
    ['SIP', SIP],
    ['a header checksum that is wrong', changed(V4, 10, (V4[10] as number) ^ 1)],
    ['a protocol that nothing knows', changed(V6, 6, 200)],
    ['UDP of another length', changed(V6, 45, 1)],
    ['nothing', new Uint8Array(0)],
  ])('not %s', (_name, payload) => {
    expect(isBareIp(regionOf(payload))).toBe(false);
  });

  test('on the port of scat lengths need only fit', () => {
    for (const packet of [V4, V6]) {
      expect(isIpOnScatPort(regionOf(join(packet, [0, 0])))).toBe(true);
      expect(isIpOnScatPort(regionOf(packet.slice(0, -1)))).toBe(false);
    }
    expect(isIpOnScatPort(regionOf(SIP))).toBe(false);
    expect(isIpOnScatPort(regionOf(new Uint8Array(0)))).toBe(false);
  });
});

describe('GSMTAP', () => {
  function entered(message: Uint8Array) {
    const region = regionOf(message);
    return [enterGsmtap(region, gsmtapHeader(region)), rest(region)];
  }

  test.each([
    ['IP', 0x11, V4, 'ip', V4],
    ['IPv6', 0x0d, V6, 'ip', V6],
    ['IP behind SNDCP, unacknowledged', 9, join([0x65, 0, 0, 1], V4), 'ip', V4],
    ['IP behind SNDCP, acknowledged', 9, join([0x45, 0, 1], V6), 'ip', V6],
    ['SIP', 0x10, SIP, 'text', SIP],
    ['an RRC message', 0x0d, Uint8Array.of(0, 5, 0x20, 0x10), 'other', Uint8Array.of(0, 5, 0x20, 0x10)],
  ] as const)('%s', (_name, type, payload, content, left) => {
    expect(entered(gsmtap(type, payload))).toEqual([content, left]);
  });

  test('version 3 counts its header in a field of 16 bits', () => {
    expect(entered(join([3, 0, 0, 3, 0, 1, 0, 1, 9, 9, 9, 9], V4))).toEqual(['ip', V4]);
  });

  test.each([
    ['another version', changed(gsmtap(1, V4), 0, 1)],
    ['a header that is too short', changed(gsmtap(1, V4), 1, 3)],
    ['a header that goes beyond the end', changed(gsmtap(1, V4), 1, 255)],
    ['a header alone that is cut', gsmtap(1, V4).slice(0, 15)],
    ['SIP', SIP],
  ])('not %s', (_name, payload) => {
    expect(gsmtapHeader(regionOf(payload))).toBe(0);
  });
});

test('whatever the bytes, the region stays inside', () => {
  const octets = fc.uint8Array({ maxLength: 80 });
  const first = fc.constantFrom([2, 4, 9], [3, 0, 0, 2], [0x45], [0x60], [2, 19]);
  fc.assert(
    fc.property(first, octets, fc.nat({ max: 40 }), (start, bytes, missing) => {
      const region = regionOf(join(start, bytes), missing);
      isBareIp(region);
      isIpOnScatPort(region);
      beginsWithText(region);
      const header = gsmtapHeader(region);
      if (header > 0) enterGsmtap(region, header);
      expect(region.start).toBeLessThanOrEqual(region.end);
    }),
    { seed: 1, numRuns: 3000 },
  );
});
