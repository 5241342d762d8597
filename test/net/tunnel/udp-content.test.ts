import { describe, expect, test } from 'vitest';
import { UDP_CONTENT, UdpContent } from '../../../src/net/tunnel/udp-content.ts';
import { esp, gtpu, ip, join, latin1, u32, udp } from '../../support/captures/packets.ts';
import { frame, geneve, l2tp, ppp, tzsp, vxlan } from '../../support/captures/tunnel-packets.ts';
import { FLOW, FLOW6, regionOf } from '../support.ts';

const V4 = ip(FLOW, 17, udp(FLOW, latin1('inside')));
const V6 = ip(FLOW6, 50, esp(1, 1, new Uint8Array(20)));
const FRAME = frame(0x0800, V4);
const SIP = latin1('OPTIONS sip:a SIP/2.0\r\n\r\n');
const ESP = esp(0xc0000001, 1, new Uint8Array(40).fill(7));
/** IKEv2 header whose length agrees. */
const IKE = join(new Uint8Array(16).fill(5), [33, 0x20, 34, 8], u32(0), u32(40), new Uint8Array(12));

const { PLAIN, GTPU, IKE: IS_IKE, KEEP_ALIVE, VXLAN, GENEVE, L2TP, TZSP } = UDP_CONTENT;

function of(content: UdpContent, ports: readonly [number, number], payload: Uint8Array): number {
  return content.of(ports[0], ports[1], regionOf(payload));
}

describe('well-known ports, in either direction', () => {
  test.each([
    ['GTP-U', 2152, gtpu(V4), GTPU],
    ['VXLAN', 4789, vxlan(FRAME), VXLAN],
    ['VXLAN as Linux had it', 8472, vxlan(FRAME), VXLAN],
    ['Geneve', 6081, geneve(0x6558, [], FRAME), GENEVE],
    ['L2TP', 1701, l2tp(0, ppp(0x21, V4)), L2TP],
    ['TZSP', 37_008, tzsp(1, FRAME), TZSP],
    ['IKE', 500, IKE, IS_IKE],
    ['ESP in UDP', 4500, ESP, UDP_CONTENT.ESP],
    ['IKE behind the marker', 4500, join(u32(0), IKE), IS_IKE],
    ['keep-alive', 4500, Uint8Array.of(255), KEEP_ALIVE],
  ])('%s', (_name, port, payload, expected) => {
    const content = new UdpContent(10);
    expect(of(content, [40_000, port], payload)).toBe(expected);
    expect(of(content, [port, 40_000], payload)).toBe(expected);
    if (port === 4500) return;
    expect(of(content, [40_000, port], SIP)).toBe(PLAIN);
    expect(of(content, [40_000, port], new Uint8Array(0))).toBe(PLAIN);
    if (expected !== GTPU) expect(of(content, [40_000, 40_001], payload)).toBe(PLAIN);
  });
});

describe('GTP-U on any other port', () => {
  const ports = [30_000, 30_001] as const;

  test('every length agrees', () => {
    const content = new UdpContent(10);
    expect(of(content, ports, gtpu(V4))).toBe(GTPU);
    expect(of(content, ports, gtpu(V6, { extensions: [[0x85, [0, 9]]] }))).toBe(GTPU);
    expect(of(content, ports, gtpu(V6, { sequence: 3 }))).toBe(GTPU);
  });

  test('a packet cut by the snap length', () => {
    const packet = gtpu(V4);
    const region = regionOf(packet.slice(0, -10), 10);
    expect(new UdpContent(10).of(...ports, region)).toBe(GTPU);
  });

  test.each([
    ['a message without user data', gtpu(V4, { messageType: 1 })],
    ['a datagram that goes on', join(gtpu(V4), [0])],
    ['an inner packet that is shorter', gtpu(join(V4, [0]))],
    ['no IP inside', gtpu(new Uint8Array(40).fill(0x22))],
    ['a header alone', gtpu(new Uint8Array(0))],
    ['a header cut', gtpu(V4).slice(0, 6)],
    ['an extension header of length 0', gtpu(V4, { extensions: [[0x85, [0, 9]]] }).fill(0, 12, 13)],
  ])('%s is left alone', (_name, payload) => {
    expect(of(new UdpContent(10), ports, payload)).toBe(PLAIN);
  });
});

describe('ports of an agreement', () => {
  test('an SPI that was agreed, whichever end has the port', () => {
    const content = new UdpContent(10);
    expect(of(content, [6100, 31_000], ESP)).toBe(PLAIN);
    content.expectEsp(6100, 0xc0000001);
    expect(of(content, [6100, 31_000], ESP)).toBe(UDP_CONTENT.ESP);
    expect(of(content, [31_000, 6100], ESP)).toBe(UDP_CONTENT.ESP);
    expect(of(content, [31_000, 6101], ESP)).toBe(PLAIN);
  });

  test('other things on the port', () => {
    const content = new UdpContent(10);
    content.expectEsp(6100, 0x4f505449);
    expect(of(content, [1, 6100], SIP)).toBe(PLAIN);
    expect(of(content, [1, 6100], esp(5, 1, new Uint8Array(40)))).toBe(PLAIN);
    expect(of(content, [1, 6100], Uint8Array.of(255))).toBe(KEEP_ALIVE);
    expect(of(content, [1, 6100], latin1('\r\n\r\n'))).toBe(PLAIN);
    expect(of(content, [1, 6100], join(u32(0), IKE))).toBe(IS_IKE);
    expect(of(content, [1, 6100], new Uint8Array(60))).toBe(PLAIN);
    expect(of(content, [1, 6100], esp(0x4f505449, 1, new Uint8Array(40)))).toBe(UDP_CONTENT.ESP);
  });

  test('a port that is also well-known keeps its other use', () => {
    const content = new UdpContent(10);
    content.expectEsp(2152, 0xc0000001);
    expect(of(content, [2152, 2152], gtpu(V4))).toBe(GTPU);
    expect(of(content, [2152, 2152], ESP)).toBe(UDP_CONTENT.ESP);
  });

  test('values that are not known are not expected', () => {
    const content = new UdpContent(10);
    content.expectEsp(0, 0xc0000001);
    content.expectEsp(6100, 0);
    expect(of(content, [0, 0], ESP)).toBe(PLAIN);
    expect(of(content, [1, 6100], ESP)).toBe(PLAIN);
  });

  test('the number of SPIs is bounded: the oldest is forgotten and counted', () => {
    const content = new UdpContent(2);
    for (const spi of [1, 2, 2, 3]) content.expectEsp(6100, spi);
    const found = [1, 2, 3].map(spi => of(content, [1, 6100], esp(spi, 1, new Uint8Array(40))));
    expect(found).toEqual([PLAIN, UDP_CONTENT.ESP, UDP_CONTENT.ESP]);
    expect(content.evicted).toBe(1);
  });
});
