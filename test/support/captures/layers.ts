import { ethernet, type Flow, gtpu, ip, join, sll, sll2, u16, u32, udp } from './packets.ts';
import {
  frame,
  geneve,
  gre,
  gsmtap,
  l2tp,
  mpls,
  nflog,
  pktap,
  ppi,
  ppp,
  pppoe,
  radiotap,
  snap,
  tag,
  tzsp,
  u32le,
  upperPdu,
  vnTag,
  vxlan,
  wlan,
} from './tunnel-packets.ts';

/** One way to carry an IP packet in a captured frame. */
export interface Layer {
  readonly name: string;
  readonly linkType: number;
  /** The frame around an IPv4 or IPv6 packet. */
  readonly wrap: (packet: Uint8Array) => Uint8Array;
  /** Octets of the largest packet, where that is less than IP allows. */
  readonly largest?: number;
  /** Why tshark cannot be the referee with its defaults. */
  readonly notInTshark?: string;
}

const OUTER: Flow = { source: '192.0.2.1', sourcePort: 40_000, destination: '192.0.2.2', destinationPort: 0 };
const OUTER6: Flow = { ...OUTER, source: '2001:db8:ffff::1', destination: '2001:db8:ffff::2' };

const typeOf = (packet: Uint8Array): number => ((packet[0] as number) >> 4 === 6 ? 0x86dd : 0x0800);
const pppOf = (packet: Uint8Array): number => ((packet[0] as number) >> 4 === 6 ? 0x57 : 0x21);
const inUdp = (destinationPort: number, payload: Uint8Array, flow = OUTER): Uint8Array => {
  const ends = { ...flow, destinationPort };
  return ethernet(ip(ends, 17, udp(ends, payload)));
};
const inner = (packet: Uint8Array) => frame(typeOf(packet), packet);
const erspan3 = (packet: Uint8Array) => join([0x20, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0], inner(packet));

/** Every link type and tunnel, with an IP packet as what it carries in the end. */
export const LAYERS: readonly Layer[] = [
  { name: 'Ethernet', linkType: 1, wrap: packet => ethernet(packet) },
  {
    name: 'QinQ',
    linkType: 1,
    wrap: packet =>
      ethernet(packet, {
        vlans: [
          [0x88a8, 1],
          [0x9100, 2],
          [0x8100, 3],
        ],
      }),
  },
  {
    name: 'VLAN 0x9200',
    linkType: 1,
    wrap: packet => ethernet(packet, { vlans: [[0x9200, 1]] }),
    notInTshark: 'does not know this tag',
  },
  {
    name: '802.3 SNAP',
    linkType: 1,
    wrap: packet => frame(packet.length + 8, snap(typeOf(packet), packet)),
    largest: 1492,
  },
  {
    name: 'VN-Tag around a VLAN tag',
    linkType: 1,
    wrap: packet => frame(0x8926, vnTag(0x8100, join([0, 7], u16(typeOf(packet)), packet))),
  },
  {
    name: 'VLAN tag around a VN-Tag',
    linkType: 1,
    wrap: packet => frame(0x8100, join([0, 7], u16(0x8926), vnTag(typeOf(packet), packet))),
  },
  { name: 'MPLS', linkType: 1, wrap: packet => frame(0x8847, mpls([16, 17], packet)) },
  {
    name: 'MPLS pseudowire with control word',
    linkType: 1,
    wrap: packet => frame(0x8847, mpls([16], join([0, 0, 0, 0], inner(packet)))),
  },
  {
    name: 'MPLS pseudowire',
    linkType: 1,
    wrap: packet => frame(0x8847, mpls([16], join([0x02], inner(packet).subarray(1)))),
    notInTshark: 'takes the nibble 0 for a control word',
  },
  { name: 'PPPoE', linkType: 1, wrap: packet => frame(0x8864, pppoe(ppp(pppOf(packet), packet))) },
  {
    name: 'PPPoE, compressed protocol',
    linkType: 1,
    wrap: packet => frame(0x8864, pppoe(ppp(pppOf(packet), packet, { compressed: true }))),
  },
  { name: 'null', linkType: 0, wrap: packet => join(u32le(typeOf(packet) === 0x0800 ? 2 : 30), packet) },
  { name: 'loop', linkType: 108, wrap: packet => join(u32(typeOf(packet) === 0x0800 ? 2 : 24), packet) },
  { name: 'PPP', linkType: 9, wrap: packet => ppp(pppOf(packet), packet) },
  {
    name: 'PPP in HDLC',
    linkType: 50,
    wrap: packet => ppp(pppOf(packet), packet, { address: true }),
  },
  {
    name: 'PPP with direction',
    linkType: 204,
    wrap: packet => join([1], ppp(pppOf(packet), packet, { address: true })),
  },
  { name: 'Cisco HDLC', linkType: 104, wrap: packet => join([0x0f, 0], u16(typeOf(packet)), packet) },
  { name: 'PPPoE alone', linkType: 51, wrap: packet => pppoe(ppp(pppOf(packet), packet)) },
  {
    name: 'MPLS alone',
    linkType: 219,
    wrap: packet => mpls([20], packet),
    notInTshark: 'does not know this link type',
  },
  { name: 'SLL', linkType: 113, wrap: sll },
  { name: 'SLL2', linkType: 276, wrap: sll2 },
  { name: 'raw IP', linkType: 101, wrap: packet => packet },
  { name: '802.11', linkType: 105, wrap: packet => wlan(snap(typeOf(packet), packet)) },
  {
    name: 'radiotap, QoS, 4 addresses',
    linkType: 127,
    wrap: packet => radiotap(wlan(snap(typeOf(packet), packet), { control: [0x88, 0x03] })),
  },
  { name: 'PPI', linkType: 192, wrap: packet => ppi(105, wlan(snap(typeOf(packet), packet))) },
  {
    name: 'Prism',
    linkType: 119,
    wrap: packet => join(u32le(0x44), u32le(144), new Uint8Array(136), wlan(snap(typeOf(packet), packet))),
  },
  {
    name: 'AVS',
    linkType: 163,
    wrap: packet => join(u32(0x80211001), u32(64), new Uint8Array(56), wlan(snap(typeOf(packet), packet))),
  },
  { name: 'nflog', linkType: 239, wrap: packet => nflog(typeOf(packet) === 0x0800 ? 2 : 10, packet) },
  { name: 'pktap of a phone', linkType: 258, wrap: packet => pktap(12, packet) },
  {
    name: 'pktap by its old number',
    linkType: 149,
    wrap: packet => pktap(1, ethernet(packet)),
    notInTshark: 'a user number has no meaning there',
  },
  {
    name: 'upper PDU of IP',
    linkType: 252,
    wrap: packet => upperPdu(tag(12, typeOf(packet) === 0x0800 ? 'ip' : 'ipv6'), OUTER, packet),
  },
  {
    name: 'upper PDU of Ethernet',
    linkType: 252,
    wrap: packet => upperPdu(tag(12, 'eth_withoutfcs'), OUTER, inner(packet)),
  },
  { name: 'GTP-U', linkType: 1, wrap: packet => inUdp(2152, gtpu(packet)) },
  {
    name: 'GTP-U with a PDU session container',
    linkType: 1,
    wrap: packet => inUdp(2152, gtpu(packet, { extensions: [[0x85, [0x10, 9]]] }), OUTER6),
  },
  {
    name: 'GTP-U in GTP-U',
    linkType: 1,
    wrap: packet => inUdp(2152, gtpu(inUdp(2152, gtpu(packet), OUTER6).subarray(14))),
  },
  {
    name: 'GTP-U on another port',
    linkType: 1,
    wrap: packet => inUdp(31_152, gtpu(packet, { sequence: 7 })),
    notInTshark: 'goes by the port',
  },
  {
    name: 'GRE',
    linkType: 1,
    wrap: packet => ethernet(ip(OUTER, 47, gre(0xb000, typeOf(packet), packet))),
  },
  {
    name: 'NVGRE',
    linkType: 1,
    wrap: packet => ethernet(ip(OUTER6, 47, gre(0x2000, 0x6558, inner(packet)))),
  },
  {
    name: 'PPTP',
    linkType: 1,
    wrap: packet => ethernet(ip(OUTER, 47, gre(0x3081, 0x880b, ppp(pppOf(packet), packet)))),
  },
  { name: 'ERSPAN I', linkType: 1, wrap: packet => ethernet(ip(OUTER, 47, gre(0, 0x88be, inner(packet)))) },
  {
    name: 'ERSPAN II',
    linkType: 1,
    wrap: packet =>
      ethernet(ip(OUTER, 47, gre(0x1000, 0x88be, join([0x10, 1, 0, 1, 0, 0, 0, 1], inner(packet))))),
  },
  {
    name: 'ERSPAN III',
    linkType: 1,
    wrap: packet => ethernet(ip(OUTER, 47, gre(0x1000, 0x22eb, erspan3(packet)))),
  },
  {
    name: 'IP in IP',
    linkType: 1,
    wrap: packet => ethernet(ip(OUTER, typeOf(packet) === 0x0800 ? 4 : 41, packet)),
  },
  {
    name: 'IP in IPv6',
    linkType: 1,
    wrap: packet => ethernet(ip(OUTER6, typeOf(packet) === 0x0800 ? 4 : 41, packet)),
  },
  { name: 'VXLAN', linkType: 1, wrap: packet => inUdp(4789, vxlan(inner(packet))) },
  { name: 'Geneve', linkType: 1, wrap: packet => inUdp(6081, geneve(0x6558, [], inner(packet))) },
  {
    name: 'Geneve of IP, with options',
    linkType: 1,
    wrap: packet => inUdp(6081, geneve(typeOf(packet), [1, 2, 3, 1, 0, 0, 0, 0], packet), OUTER6),
  },
  {
    name: 'L2TPv2',
    linkType: 1,
    wrap: packet => inUdp(1701, l2tp(0x4000, ppp(pppOf(packet), packet, { address: true }))),
  },
  {
    name: 'L2TPv3 over IP',
    linkType: 1,
    wrap: packet =>
      ethernet(ip(OUTER, 115, join(u32(0x01020304), new Uint8Array(8).fill(0xc0), inner(packet)))),
    notInTshark: 'needs the size of the cookie as a preference',
  },
  {
    name: 'IP in UDP as scat writes it',
    linkType: 1,
    wrap: packet => inUdp(47_290, packet),
    notInTshark: 'does not know this port',
  },
  {
    name: 'IP in UDP on another port, over IPv6',
    linkType: 1,
    wrap: packet => inUdp(40_001, packet, OUTER6),
    notInTshark: 'does not know this port',
  },
  {
    name: 'GSMTAP',
    linkType: 1,
    wrap: packet => inUdp(4729, gsmtap(0x11, packet)),
    notInTshark: 'reads no IP in it',
  },
  {
    name: 'GSMTAP with SNDCP on another port',
    linkType: 1,
    wrap: packet => inUdp(30_729, gsmtap(9, join([0x65, 0, 0, 1], packet)), OUTER6),
    notInTshark: 'goes by the port',
  },
  {
    name: 'GSMTAP version 3',
    linkType: 1,
    wrap: packet => inUdp(4729, join([3, 0, 0, 2], u16(0x11), u16(1), packet)),
    notInTshark: 'reads no IP in it',
  },
  { name: 'TZSP', linkType: 1, wrap: packet => inUdp(37_008, tzsp(1, inner(packet))) },
  {
    name: 'TZSP of 802.11',
    linkType: 1,
    wrap: packet => inUdp(37_008, tzsp(18, wlan(snap(typeOf(packet), packet)))),
  },
];
