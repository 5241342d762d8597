import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../src/analysis/limits.ts';
import { addressText } from '../../src/bytes/address.ts';
import { NetDecoder } from '../../src/net/decoder.ts';
import { type Datagram, PROTOCOL } from '../../src/net/packet/datagram.ts';
import {
  esp,
  ethernet,
  type Flow,
  fragments,
  gtpu,
  ip,
  join,
  latin1,
  record,
  reverse,
  sll,
  sll2,
  tcp,
  udp,
} from '../support/captures/packets.ts';
import { frame, gre, tag, tzsp, upperPdu } from '../support/captures/tunnel-packets.ts';
import { decodeAll, decoder, FLOW, FLOW6, PROTECTION } from './support.ts';

const TEXT = latin1('OPTIONS sip:a SIP/2.0\r\n\r\n');
const ESP = esp(0x1234, 7, new Uint8Array(40).fill(9));
const TUNNEL: Flow = {
  source: '192.0.2.1',
  sourcePort: 2152,
  destination: '192.0.2.2',
  destinationPort: 2152,
};
const NAT: Flow = { ...FLOW, sourcePort: 31_000, destinationPort: 4500 };

function tunnelled(packet: Uint8Array): Uint8Array {
  return ip(TUNNEL, PROTOCOL.UDP, udp(TUNNEL, gtpu(packet, { extensions: [[0x85, [0, 9]]] })));
}

function flowOf(datagram: Datagram | null): Flow | null {
  if (datagram === null) return null;
  const { addresses, sourceOffset, destinationOffset, sourcePort, destinationPort } = datagram;
  const size = datagram.family === 4 ? 4 : 16;
  const source = addressText(addresses, sourceOffset, size);
  const destination = addressText(addresses, destinationOffset, size);
  return { source, sourcePort, destination, destinationPort };
}

function payloadOf(datagram: Datagram | null): Uint8Array | null {
  return datagram === null ? null : datagram.bytes.slice(datagram.start, datagram.end);
}

describe('frame to datagram', () => {
  test.each([
    ['Ethernet', 1, ethernet],
    ['SLL', 113, sll],
    ['SLL2', 276, sll2],
    ['raw IP', 101, (packet: Uint8Array) => packet],
  ] as const)('%s', (_name, linkType, link) => {
    for (const flow of [FLOW, FLOW6]) {
      const { net, issues } = decoder();
      const datagram = net.decode(record(link(ip(flow, PROTOCOL.UDP, udp(flow, TEXT))), 3, { linkType }));
      expect(flowOf(datagram)).toEqual(flow);
      expect(payloadOf(datagram)).toEqual(TEXT);
      expect(datagram).toMatchObject({ frame: 3, frames: null, protection: null, protocol: PROTOCOL.UDP });
      expect(issues).toEqual([]);
    }
  });

  test('the record is reused, with nothing left from the frame before', () => {
    const { net } = decoder();
    const first = net.decode(record(ethernet(ip(NAT, PROTOCOL.UDP, udp(NAT, ESP))), 1));
    expect(first).toMatchObject({ udpEncapsulated: true, protocol: PROTOCOL.ESP, destinationPort: 4500 });
    const second = net.decode(record(ethernet(ip(FLOW, PROTOCOL.ESP, ESP)), 2));
    expect(second).toBe(first);
    expect(second).toMatchObject({ udpEncapsulated: false, protocol: PROTOCOL.ESP, destinationPort: 0 });
    expect(payloadOf(second)).toEqual(ESP);
  });

  test('Ethernet padding is no payload', () => {
    const frame = join(ethernet(ip(FLOW, PROTOCOL.TCP, tcp(FLOW, { sequence: 1 }))), new Uint8Array(6));
    expect(payloadOf(decoder().net.decode(record(frame, 1)))).toEqual(new Uint8Array(0));
  });

  test('other network and transport protocols are counted without a word', () => {
    const { net, issues } = decoder();
    const arp = ethernet(new Uint8Array(28), { etherType: 0x0806 });
    const icmp = ethernet(ip(FLOW, PROTOCOL.ICMP, new Uint8Array(8)));
    expect(decodeAll(net, [record(arp, 1), record(icmp, 2)])).toEqual([]);
    expect(net.statistics).toMatchObject({ frames: 2, notIp: 1, otherProtocols: 1 });
    expect(issues).toEqual([]);
  });

  test('one Issue for each unknown link type', () => {
    const { net, issues } = decoder();
    const linkTypes = [147, 147, 148, 147];
    decodeAll(
      net,
      linkTypes.map((linkType, i) => record(TEXT, i + 1, { linkType })),
    );
    expect(issues.map(({ code, frame }) => [code, frame])).toEqual([
      ['link-type', 1],
      ['link-type', 3],
    ]);
    expect(net.statistics.unknownLinkType).toBe(4);
  });
});

describe('tunnels', () => {
  test('GTP-U in either direction, IPv6 inside', () => {
    for (const outer of [TUNNEL, { ...TUNNEL, sourcePort: 9 }, reverse({ ...TUNNEL, sourcePort: 9 })]) {
      const inner = ip(FLOW6, PROTOCOL.ESP, ESP);
      const datagram = decoder().net.decode(record(ethernet(ip(outer, 17, udp(outer, gtpu(inner)))), 1));
      expect(flowOf(datagram)).toEqual({ ...FLOW6, sourcePort: 0, destinationPort: 0 });
      expect(payloadOf(datagram)).toEqual(ESP);
    }
  });

  test('GTP-U without a user packet gives nothing; other things on its port are UDP', () => {
    const { net, issues } = decoder();
    const echo = ethernet(ip(TUNNEL, 17, udp(TUNNEL, gtpu(new Uint8Array(2), { messageType: 1 }))));
    const notIp = ethernet(tunnelled(Uint8Array.of(2, 0, 0, 0, 0, 1)));
    const sip = ethernet(ip(TUNNEL, 17, udp(TUNNEL, TEXT)));
    const seen = decodeAll(net, [record(echo, 1), record(notIp, 2), record(sip, 3)]);
    expect(seen.map(({ frame }) => frame)).toEqual([3]);
    expect(net.statistics).toMatchObject({ gtpu: 2, gtpuOther: 2 });
    expect(issues).toEqual([]);
  });

  test('IP in IP, both families', () => {
    const inner = ip(FLOW6, PROTOCOL.UDP, udp(FLOW6, TEXT));
    const four = ip(FLOW, PROTOCOL.IPV6, inner);
    const packet = ethernet(ip(TUNNEL, PROTOCOL.IPV4, four));
    const datagram = decoder().net.decode(record(packet, 1));
    expect(flowOf(datagram)).toEqual(FLOW6);
  });

  test('depth is bounded and counted', () => {
    let packet = ip(FLOW, PROTOCOL.UDP, udp(FLOW, TEXT));
    for (let i = 0; i < 7; i++) packet = ip(FLOW, PROTOCOL.IPV4, packet);
    const { net } = decoder();
    expect(payloadOf(net.decode(record(ethernet(packet), 1)))).toEqual(TEXT);
    expect(net.decode(record(ethernet(ip(FLOW, PROTOCOL.IPV4, packet)), 2))).toBeNull();
    expect(net.statistics.depthExceeded).toBe(1);
  });

  test('tunnels that carry no IP are counted without a word', () => {
    const { net, issues } = decoder();
    const arp = gre(0x2000, 0x6558, frame(0x0806, new Uint8Array(28)));
    const keepAlive = gre(0, 0, new Uint8Array(0));
    const frames = [arp, keepAlive].map((payload, i) => record(ethernet(ip(FLOW, 47, payload)), i + 1));
    expect(decodeAll(net, frames)).toEqual([]);
    expect(net.statistics).toMatchObject({ gre: 2, tunnelOther: 2 });
    expect(issues).toEqual([]);
  });

  test('a frame of an unknown kind in a tunnel', () => {
    const flow = { ...FLOW, destinationPort: 37_008 };
    const { net, issues } = decoder();
    const packet = ethernet(ip(flow, 17, udp(flow, tzsp(99, TEXT))));
    expect(net.decode(record(packet, 1))).toBeNull();
    expect(net.statistics).toMatchObject({ tzsp: 1, tunnelOther: 1 });
    expect(issues).toEqual([]);
  });

  test.each([
    ['gre-header', ip(FLOW, 47, Uint8Array.of(0, 7, 8, 0))],
    ['tunnel-header', ip(FLOW, 47, gre(0, 0x6558, new Uint8Array(5)))],
    ['l2tp-header', ip(FLOW, 115, new Uint8Array(3))],
  ])('%s is damage', (code, packet) => {
    const { net, issues } = decoder();
    expect(net.decode(record(ethernet(packet), 4))).toBeNull();
    expect(issues).toMatchObject([{ code, layer: 'network', frame: 4, offset: 14 + 20 }]);
    expect(net.statistics.malformed).toBe(1);
  });

  test('a broken GTP-U header is reported with its place in the frame', () => {
    const message = gtpu(ip(FLOW, PROTOCOL.ESP, ESP), { extensions: [[0x85, [0, 9]]] });
    message[12] = 0;
    const { net, issues } = decoder();
    expect(net.decode(record(ethernet(ip(TUNNEL, 17, udp(TUNNEL, message))), 4))).toBeNull();
    const where = { layer: 'network', damage: true, file: 0, frame: 4, offset: 14 + 20 + 8 + 12 };
    expect(issues).toMatchObject([{ code: 'gtpu-header', ...where }]);
  });
});

describe('UDP port 4500', () => {
  test.each([
    ['to the port', NAT],
    ['from the port', reverse(NAT)],
  ])('ESP %s', (_name, flow) => {
    const { net } = decoder();
    const datagram = net.decode(record(ethernet(ip(flow, 17, udp(flow, ESP))), 1));
    expect(datagram).toMatchObject({ protocol: PROTOCOL.ESP, udpEncapsulated: true });
    expect(flowOf(datagram)).toEqual(flow);
    expect(payloadOf(datagram)).toEqual(ESP);
    expect(net.statistics).toMatchObject({ esp: 1, espInUdp: 1 });
  });

  test('IKE and keep-alives give nothing', () => {
    const { net, issues } = decoder();
    const payloads = [new Uint8Array(40), Uint8Array.of(255)];
    const frames = payloads.map((payload, i) => record(ethernet(ip(NAT, 17, udp(NAT, payload))), i + 1));
    expect(decodeAll(net, frames)).toEqual([]);
    expect(net.statistics).toMatchObject({ ike: 1, natKeepAlive: 1 });
    expect(issues).toEqual([]);
  });
});

describe('ESP in UDP on the ports of an agreement', () => {
  const SA: Flow = { ...FLOW, sourcePort: 6300, destinationPort: 6100 };
  const behindNat = { ...SA, sourcePort: 31_000 };

  test('both directions, also when a NAT changed one port', () => {
    const { net } = decoder();
    const frame = (flow: Flow, i: number) => record(ethernet(ip(flow, 17, udp(flow, ESP))), i);
    expect(net.decode(frame(SA, 1))).toMatchObject({ protocol: PROTOCOL.UDP, udpEncapsulated: false });
    net.expectEspInUdp(6100, 0x1234);
    for (const [i, flow] of [SA, behindNat, reverse(behindNat)].entries()) {
      const datagram = net.decode(frame(flow, i + 2));
      expect(datagram).toMatchObject({ protocol: PROTOCOL.ESP, udpEncapsulated: true });
      expect(flowOf(datagram)).toEqual(flow);
      expect(payloadOf(datagram)).toEqual(ESP);
    }
    expect(net.statistics).toMatchObject({ udp: 4, esp: 3, espInUdp: 3 });
  });

  test('SIP on the same ports stays UDP, inside ESP too', () => {
    const { net } = decoder();
    net.expectEspInUdp(6100, 0x1234);
    net.expectEspInUdp(6100, 0x4f505449);
    const outer = net.decode(record(ethernet(ip(SA, 17, udp(SA, TEXT))), 1)) as Datagram;
    expect(outer.protocol).toBe(PROTOCOL.UDP);
    const plain = udp(SA, TEXT);
    expect(net.decodeInner(outer, 17, plain, 0, plain.length, PROTECTION)?.protocol).toBe(PROTOCOL.UDP);
  });

  test('the number of SPIs is bounded and shows', () => {
    const { net } = decoder({ expectedSpis: 2 });
    for (const spi of [1, 2, 3]) net.expectEspInUdp(6100, spi);
    expect(net.statistics.expectedSpisEvicted).toBe(1);
  });
});

describe('what is no packet of an SA', () => {
  test('ESP quoted by ICMP and ICMPv6 errors', () => {
    const { net, issues } = decoder();
    const errors = [
      ip(FLOW, PROTOCOL.ICMP, join([3, 2, 0, 0, 0, 0, 0, 0], ip(reverse(FLOW), PROTOCOL.ESP, ESP))),
      ip(FLOW6, PROTOCOL.ICMPV6, join([1, 4, 0, 0, 0, 0, 0, 0], ip(reverse(FLOW6), PROTOCOL.ESP, ESP))),
    ];
    const seen = decodeAll(
      net,
      errors.map((packet, i) => record(ethernet(packet), i + 1)),
    );
    expect(seen).toEqual([]);
    expect(net.statistics).toMatchObject({ esp: 0, icmpAboutEsp: 2, otherProtocols: 2 });
    expect(issues).toEqual([]);
  });

  test('ICMP that is no error is told with its addresses, type and code', () => {
    const heard: unknown[] = [];
    const net = new NetDecoder(() => {}, LIMITS.net, {
      icmpMessage: ({ source, destination, protocol, bytes, start }) =>
        heard.push([source, destination, protocol, bytes[start]]),
    });
    const packets = [
      ip(FLOW, PROTOCOL.ICMP, Uint8Array.of(8, 0, 0, 0, 0, 1, 0, 1)),
      ip(FLOW6, PROTOCOL.ICMPV6, Uint8Array.of(133, 0, 0, 0, 0, 0, 0, 0)),
      ip(FLOW, PROTOCOL.ICMP, join([3, 2, 0, 0, 0, 0, 0, 0], ip(reverse(FLOW), PROTOCOL.ESP, ESP))),
    ];
    decodeAll(
      net,
      packets.map((packet, i) => record(ethernet(packet), i + 1)),
    );
    expect(heard).toEqual([
      [FLOW.source, FLOW.destination, PROTOCOL.ICMP, 8],
      [FLOW6.source, FLOW6.destination, PROTOCOL.ICMPV6, 133],
    ]);
  });

  test('IKE on port 500', () => {
    const flow = { ...FLOW, sourcePort: 500, destinationPort: 500 };
    const ike = join(new Uint8Array(16).fill(1), [33, 0x20, 34, 8, 0, 0, 0, 0, 0, 0, 0, 28]);
    const { net } = decoder();
    expect(net.decode(record(ethernet(ip(flow, 17, udp(flow, ike))), 1))).toBeNull();
    expect(net.statistics).toMatchObject({ udp: 1, ike: 1 });
  });

  test('ESP in TCP is said to be unread, once', () => {
    const flow = { ...FLOW, destinationPort: 4500 };
    const { net, issues } = decoder();
    const segment = ethernet(ip(flow, 6, tcp(flow, { sequence: 1 }, latin1('IKETCP'))));
    for (const frame of [1, 2]) expect(net.decode(record(segment, frame))?.protocol).toBe(PROTOCOL.TCP);
    expect(issues.map(({ code, layer, frame }) => [code, layer, frame])).toEqual([
      ['esp-in-tcp', 'transport', 1],
    ]);
    expect(net.statistics.ikeInTcp).toBe(2);
  });
});

describe('behind AH', () => {
  const ah = (next: number, words: number) => join([next, words - 2], new Uint8Array(4 * words - 2).fill(7));

  test.each([
    ['IPv4, 96-bit ICV', FLOW, 6],
    ['IPv6, 96-bit ICV', FLOW6, 6],
    ['IPv4, 256-bit ICV', FLOW, 11],
    ['IPv6, 256-bit ICV, padded to 8', FLOW6, 12],
  ] as const)('%s', (_name, flow, words) => {
    const { net } = decoder();
    const espPacket = ethernet(ip(flow, PROTOCOL.AH, join(ah(PROTOCOL.ESP, words), ESP)));
    expect(payloadOf(net.decode(record(espPacket, 1)))).toEqual(ESP);
    const udpPacket = ethernet(ip(flow, PROTOCOL.AH, join(ah(PROTOCOL.UDP, words), udp(flow, TEXT))));
    expect(payloadOf(net.decode(record(udpPacket, 2)))).toEqual(TEXT);
    expect(net.statistics).toMatchObject({ esp: 1, udp: 1, malformed: 0 });
  });
});

describe('Wireshark upper PDUs', () => {
  const pdu = (name: string, payload: Uint8Array, flow = FLOW6, frame = 1) =>
    record(upperPdu(tag(12, name), flow, payload), frame, { linkType: 252 });

  test('SIP is a datagram between the ends that the tags name', () => {
    for (const flow of [FLOW, FLOW6]) {
      const { net, issues } = decoder();
      const datagram = net.decode(pdu('sip', TEXT, flow));
      expect(datagram).toMatchObject({ protocol: PROTOCOL.UDP, udpEncapsulated: false });
      expect(flowOf(datagram)).toEqual(flow);
      expect(payloadOf(datagram)).toEqual(TEXT);
      expect(issues).toEqual([]);
    }
  });

  test('ESP and UDP without their IP header', () => {
    const { net } = decoder();
    const espPacket = net.decode(pdu('esp', ESP));
    expect(flowOf(espPacket)).toEqual({ ...FLOW6, sourcePort: 0, destinationPort: 0 });
    expect(payloadOf(espPacket)).toEqual(ESP);
    const other = { ...FLOW6, sourcePort: 1111 };
    const datagram = net.decode(pdu('udp', udp(other, TEXT)));
    expect(flowOf(datagram)).toEqual(other);
    expect(payloadOf(datagram)).toEqual(TEXT);
  });

  test('GTP-U', () => {
    const { net } = decoder();
    const datagram = net.decode(pdu('gtp', gtpu(ip(FLOW, PROTOCOL.ESP, ESP))));
    expect(flowOf(datagram)).toEqual({ ...FLOW, sourcePort: 0, destinationPort: 0 });
  });

  test('others are counted; broken tags are damage', () => {
    const { net, issues } = decoder();
    const broken = record(Uint8Array.of(0, 12, 0, 9, 1), 4, { linkType: 252 });
    const seen = decodeAll(net, [pdu('mac-lte-framed', TEXT), pdu('gtp', TEXT, FLOW, 2), broken]);
    expect(seen).toEqual([]);
    expect(net.statistics).toMatchObject({ upperPdus: 3, upperPdusOther: 2, malformed: 1 });
    expect(issues).toMatchObject([{ code: 'upper-pdu', layer: 'link', frame: 4, offset: 0 }]);
  });
});

describe('frames cut by the snap length', () => {
  test('what was captured is given, marked, and the file is named once', () => {
    const frame = ethernet(ip(FLOW, PROTOCOL.UDP, udp(FLOW, TEXT)));
    const { net, issues } = decoder();
    const cut = frame.slice(0, -5);
    const datagram = net.decode(record(cut, 1, { originalLength: frame.length }));
    expect(datagram).toMatchObject({ truncated: true, missing: 5 });
    expect(payloadOf(datagram)).toEqual(TEXT.slice(0, -5));
    net.decode(record(cut, 2, { originalLength: frame.length }));
    net.decode(record(cut, 1, { originalLength: frame.length, file: 1 }));
    expect(issues.map(({ code, file, frame }) => [code, file, frame])).toEqual([
      ['snaplen', 0, 1],
      ['snaplen', 1, 1],
    ]);
    expect(net.statistics.truncatedFrames).toBe(3);
  });

  test('wherever the cut is, no further Issue is made of it', () => {
    const packets = [
      tunnelled(ip(FLOW6, PROTOCOL.TCP, tcp(FLOW6, { sequence: 1 }, TEXT))),
      ip(NAT, PROTOCOL.UDP, udp(NAT, ESP)),
      fragments(FLOW6, PROTOCOL.ESP, ESP, 24, 1)[0] as Uint8Array,
    ];
    for (const frame of packets.map(packet => ethernet(packet))) {
      for (let length = 0; length < frame.length; length++) {
        const { net, issues } = decoder();
        net.decode(record(frame.slice(0, length), 1, { originalLength: frame.length }));
        expect(issues.map(({ code }) => code)).toEqual(['snaplen']);
      }
    }
  });

  test('a cut that only takes padding leaves the datagram whole', () => {
    const frame = ethernet(ip(FLOW, PROTOCOL.UDP, udp(FLOW, TEXT)));
    const datagram = decoder().net.decode(record(frame, 1, { originalLength: frame.length + 20 }));
    expect(datagram).toMatchObject({ truncated: false, missing: 0 });
  });
});

describe('damage', () => {
  test('an IP length beyond the frame: Issue, and the payload as far as it goes', () => {
    const frame = ethernet(ip(FLOW, PROTOCOL.ESP, ESP)).slice(0, -4);
    const { net, issues } = decoder();
    expect(net.decode(record(frame, 1))).toMatchObject({ truncated: true, missing: 4 });
    expect(issues.map(({ code }) => code)).toEqual(['ip-total-length']);
    expect(net.statistics.malformed).toBe(1);
  });

  test.each([
    ['link-header', new Uint8Array(13)],
    ['ip-version', ethernet(join([0x50], new Uint8Array(30)), { etherType: 0x0800 })],
    ['ip-header', ethernet(join([0x44], new Uint8Array(30)))],
    ['ip-extension-header', ethernet(ip(FLOW6, 43, Uint8Array.of(17, 9, 0, 0, 0, 0, 0, 0)))],
    ['udp-header', ethernet(ip(FLOW, PROTOCOL.UDP, new Uint8Array(7)))],
    ['tcp-header', ethernet(ip(FLOW, PROTOCOL.TCP, new Uint8Array(20)))],
    ['sctp-header', ethernet(ip(FLOW, PROTOCOL.SCTP, new Uint8Array(8)))],
    ['esp-too-short', ethernet(ip(FLOW, PROTOCOL.ESP, new Uint8Array(7)))],
  ])('%s', (code, frame) => {
    const { net, issues } = decoder();
    expect(net.decode(record(frame, 1))).toBeNull();
    expect(issues.map(issue => issue.code)).toEqual([code]);
  });
});

describe('what ESP carried', () => {
  const outerFrame = record(ethernet(ip(FLOW, PROTOCOL.ESP, ESP)), 5);

  test('transport mode: addresses of the outer packet; TFC padding is cut', () => {
    const { net } = decoder();
    const outer = net.decode(outerFrame) as Datagram;
    const plain = join([1, 2], udp(FLOW, TEXT), new Uint8Array(50), [3]);
    const inner = net.decodeInner(outer, PROTOCOL.UDP, plain, 2, plain.length - 1, PROTECTION);
    expect(inner).not.toBe(outer);
    expect(flowOf(inner)).toEqual(FLOW);
    expect(payloadOf(inner)).toEqual(TEXT);
    expect(inner).toMatchObject({ frame: 5, protection: PROTECTION });
    expect(payloadOf(outer)).toEqual(ESP);
  });

  test('a payload of which the end was not captured', () => {
    const { net } = decoder();
    const outer = net.decode(outerFrame) as Datagram;
    outer.truncated = true;
    const whole = udp(FLOW, TEXT);
    const inner = net.decodeInner(outer, PROTOCOL.UDP, whole, 0, whole.length - 3, PROTECTION, 3);
    expect(inner).toMatchObject({ truncated: true, missing: 3 });
    expect(payloadOf(inner)).toEqual(TEXT.slice(0, -3));
    const stream = tcp(FLOW, { sequence: 9 }, TEXT);
    const segment = net.decodeInner(outer, PROTOCOL.TCP, stream, 0, stream.length, PROTECTION, 0);
    expect(segment).toMatchObject({ truncated: true, missing: 0 });
    outer.truncated = false;
    const again = net.decodeInner(outer, PROTOCOL.TCP, stream, 0, stream.length, PROTECTION);
    expect(again).toMatchObject({ truncated: false, missing: 0 });
  });

  test('tunnel mode: a whole IP packet', () => {
    const { net } = decoder();
    const outer = net.decode(outerFrame) as Datagram;
    const plain = ip(FLOW6, PROTOCOL.TCP, tcp(FLOW6, { sequence: 9 }, TEXT));
    const inner = net.decodeInner(outer, PROTOCOL.IPV6, plain, 0, plain.length, PROTECTION);
    expect(flowOf(inner)).toEqual(FLOW6);
    expect(payloadOf(inner)).toEqual(TEXT);
    expect(inner).toMatchObject({ sequence: 9, protection: PROTECTION });
  });

  test('ESP in ESP in ESP: each level has its record', () => {
    const { net } = decoder();
    const outer = net.decode(outerFrame) as Datagram;
    const one = net.decodeInner(outer, PROTOCOL.ESP, ESP, 0, ESP.length, PROTECTION) as Datagram;
    const two = net.decodeInner(one, PROTOCOL.ESP, ESP, 8, ESP.length, PROTECTION) as Datagram;
    expect([payloadOf(one), payloadOf(two)]).toEqual([ESP, ESP.slice(8)]);
    const plain = udp(FLOW, TEXT);
    const three = net.decodeInner(two, PROTOCOL.UDP, plain, 0, plain.length, PROTECTION);
    expect(payloadOf(three)).toEqual(TEXT);
    expect(payloadOf(two)).toEqual(ESP.slice(8));
    expect(flowOf(three)).toEqual(FLOW);
  });

  test('dummy packets and unknown protocols give nothing', () => {
    const { net, issues } = decoder();
    const outer = net.decode(outerFrame) as Datagram;
    for (const nextHeader of [PROTOCOL.NO_NEXT_HEADER, 255])
      expect(net.decodeInner(outer, nextHeader, TEXT, 0, TEXT.length, PROTECTION)).toBeNull();
    expect(issues).toEqual([]);
  });

  test('fragments inside a tunnel name the frames of all outer packets', () => {
    const { net } = decoder();
    const parts = fragments(FLOW6, PROTOCOL.UDP, udp(FLOW6, TEXT), 16, 3);
    const inner = parts.map((part, i) => {
      const outer = net.decode(record(outerFrame.data, 10 + i)) as Datagram;
      return net.decodeInner(outer, PROTOCOL.IPV6, part, 0, part.length, PROTECTION);
    });
    expect(inner.slice(0, -1).every(datagram => datagram === null)).toBe(true);
    expect(payloadOf(inner.at(-1) ?? null)).toEqual(TEXT);
    expect(inner.at(-1)?.frames).toEqual(parts.map((_, i) => 10 + i));
  });

  test('a fragment in the clear never completes a protected datagram', () => {
    const { net } = decoder();
    const [first, ...others] = fragments(FLOW6, PROTOCOL.UDP, udp(FLOW6, TEXT), 16, 3) as [Uint8Array];
    const outer = net.decode(outerFrame) as Datagram;
    net.decodeInner(outer, PROTOCOL.IPV6, first, 0, first.length, PROTECTION);
    expect(
      decodeAll(
        net,
        others.map(part => record(ethernet(part), 6)),
      ),
    ).toEqual([]);
  });
});

describe('arbitrary bytes', () => {
  const linkType = fc.constantFrom(0, 1, 9, 50, 101, 105, 108, 113, 127, 192, 219, 239, 252, 258, 276, 999);
  const samples = [
    tunnelled(tunnelled(ip(FLOW6, PROTOCOL.TCP, tcp(FLOW6, { sequence: 1 }, TEXT)))),
    ip(
      FLOW,
      PROTOCOL.IPV6,
      join(ip(FLOW6, 0, Uint8Array.of(60, 0, 0, 0, 0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0)), TEXT),
    ),
    ip(NAT, PROTOCOL.UDP, udp(NAT, ESP)),
    fragments(FLOW6, PROTOCOL.ESP, ESP, 24, 1)[1] as Uint8Array,
    fragments(FLOW, PROTOCOL.ESP, ESP, 24, 1)[0] as Uint8Array,
  ];

  function check(net: ReturnType<typeof decoder>['net'], data: Uint8Array, type: number, cut: number): void {
    const datagram = net.decode(record(data, 1, { linkType: type, originalLength: data.length + cut }));
    if (datagram === null) return;
    expect(datagram.start).toBeGreaterThanOrEqual(0);
    expect(datagram.end).toBeGreaterThanOrEqual(datagram.start);
    expect(datagram.end).toBeLessThanOrEqual(datagram.bytes.length);
    expect(datagram.missing).toBeGreaterThanOrEqual(0);
  }

  test('never throw, whatever the link type', () => {
    const { net } = decoder();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), linkType, fc.nat({ max: 9 }), (data, type, cut) => {
        check(net, data, type, cut);
      }),
      { seed: 1, numRuns: 5000 },
    );
    net.end();
  });

  test('nor do damaged packets', () => {
    const { net } = decoder();
    const damage = fc.array(fc.tuple(fc.nat({ max: 140 }), fc.nat({ max: 255 })), { maxLength: 4 });
    fc.assert(
      fc.property(fc.nat({ max: 4 }), damage, fc.nat({ max: 60 }), (which, changes, lost) => {
        const data = (samples[which] as Uint8Array).slice();
        for (const [offset, value] of changes) if (offset < data.length) data[offset] = value;
        check(net, data.slice(0, Math.max(0, data.length - lost)), 101, lost % 2 === 0 ? lost : 0);
        const plain = data.slice(20);
        const outer = net.decode(record(ip(FLOW, PROTOCOL.ESP, ESP), 2, { linkType: 101 })) as Datagram;
        for (const nextHeader of [4, 6, 17, 41, 50, 132])
          net.decodeInner(outer, nextHeader, plain, 0, plain.length, PROTECTION);
      }),
      { seed: 1, numRuns: 5000 },
    );
    net.end();
  });
});
