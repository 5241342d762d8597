import { parseAddress } from '../../../src/bytes/address.ts';
import { join, latin1, u16, u32 } from './packets.ts';

/*
 * Builders of link layers and tunnels for tests, on top of those in `packets.ts`. They nest from the inside out.
 */

/** 16 and 32 bit, little-endian. */
export function u16le(value: number): number[] {
  return u16(value).reverse();
}
export function u32le(value: number): number[] {
  return u32(value).reverse();
}

/** An Ethernet frame with this EtherType or length. */
export function frame(etherType: number, payload: ArrayLike<number>): Uint8Array {
  return join([0, 0x1b, 0x21, 0, 0, 2, 0, 0x1b, 0x21, 0, 0, 1], u16(etherType), payload);
}

/** MPLS label stack (RFC 3032); the last label has the bottom bit. */
export function mpls(labels: readonly number[], payload: Uint8Array): Uint8Array {
  const entries = labels.flatMap((label, i) =>
    u32(label * 4096 + (i === labels.length - 1 ? 0x100 : 0) + 64),
  );
  return join(entries, payload);
}

/** PPP with everything that may be compressed away, or nothing of it. */
export function ppp(
  protocol: number,
  payload: Uint8Array,
  options: { address?: boolean; compressed?: boolean } = {},
): Uint8Array {
  const field = options.compressed === true ? [protocol] : u16(protocol);
  return join(options.address === true ? [0xff, 3] : [], field, payload);
}

/** PPPoE session header. */
export function pppoe(payload: Uint8Array): Uint8Array {
  return join([0x11, 0], u16(0x1234), u16(payload.length), payload);
}

/** LLC with SNAP. */
export function snap(etherType: number, payload: Uint8Array): Uint8Array {
  return join([0xaa, 0xaa, 3, 0, 0, 0], u16(etherType), payload);
}

/** 802.11 data frame from a station; `control` is the Frame Control field, first octet first. */
export function wlan(
  payload: Uint8Array,
  options: { control?: readonly [number, number]; sequence?: number; qos?: number; padding?: number } = {},
): Uint8Array {
  const [type, flags] = options.control ?? [0x08, 0x01];
  const address = [2, 0, 0, 0, 0, 1];
  return join(
    [type, flags, 0, 0],
    address,
    address,
    address,
    u16le(options.sequence ?? 0),
    (flags & 3) === 3 ? address : [],
    (type & 0x80) === 0 ? [] : [options.qos ?? 0, 0],
    (type & 0x80) !== 0 && (flags & 0x80) !== 0 ? [0, 0, 0, 0] : [],
    new Uint8Array(options.padding ?? 0),
    payload,
  );
}

/** Radiotap header with TSFT and flags, behind an extended bitmap. */
export function radiotap(payload: Uint8Array, flags = 0): Uint8Array {
  return join([0, 0], u16le(25), u32le(0x8000_0003), u32le(0), u32le(0), new Uint8Array(8), [flags], payload);
}

/** PPI header. */
export function ppi(linkType: number, payload: Uint8Array): Uint8Array {
  return join([0, 0], u16le(8), u32le(linkType), payload);
}

/** Apple's pktap header. */
export function pktap(linkType: number, payload: Uint8Array, kind = 1): Uint8Array {
  return join(u32le(108), u32le(kind), u32le(linkType), latin1('pdp_ip0'), new Uint8Array(108 - 19), payload);
}

/** nflog: a packet header, a prefix, then the packet. */
export function nflog(family: number, payload: Uint8Array, littleEndian = true): Uint8Array {
  const u = littleEndian ? u16le : u16;
  const attribute = (type: number, value: ArrayLike<number>) =>
    join(u(4 + value.length), u(type), value, new Uint8Array(-value.length & 3));
  return join(
    [family, 0, 0, 5],
    attribute(1, [8, 0, 1, 0]),
    attribute(10, latin1('log\0')),
    attribute(9, payload),
  );
}

/** GRE header: the flags decide which fields it has. */
export function gre(flags: number, protocol: number, payload: Uint8Array): Uint8Array {
  const field = (bit: number, value: number) => ((flags & bit) === 0 ? [] : u32(value));
  const key = (flags & 7) === 1 ? payload.length * 65_536 + 7 : 0x0a0b0c00;
  return join(
    u16(flags),
    u16(protocol),
    field(0x8000, 0),
    field(0x2000, key),
    field(0x1000, 9),
    field(0x0080, 3),
    payload,
  );
}

/** VXLAN header. */
export function vxlan(payload: Uint8Array): Uint8Array {
  return join([8, 0, 0, 0, 0, 1, 2, 0], payload);
}

/** Geneve header with options of 4-octet units. */
export function geneve(protocol: number, options: readonly number[], payload: Uint8Array): Uint8Array {
  return join([options.length / 4, 0], u16(protocol), [0, 1, 2, 0], options, payload);
}

/** L2TPv2 data message; the flags decide which fields it has. */
export function l2tp(flags: number, payload: Uint8Array): Uint8Array {
  const length = (flags & 0x4000) === 0 ? 0 : 2;
  const sequence = (flags & 0x0800) === 0 ? [] : [0, 1, 0, 2];
  const offset = (flags & 0x0200) === 0 ? [] : [0, 4, 0, 0, 0, 0];
  const total = 2 + length + 4 + sequence.length + offset.length + payload.length;
  return join(u16(flags | 2), length === 0 ? [] : u16(total), [0, 1, 0, 2], sequence, offset, payload);
}

/** VN-Tag of Cisco, behind its EtherType. */
export function vnTag(etherType: number, payload: Uint8Array): Uint8Array {
  return join([0x80, 0x0a, 0, 0x05], u16(etherType), payload);
}

/** GSMTAP version 2 of this type. */
export function gsmtap(type: number, payload: Uint8Array): Uint8Array {
  return join([2, 4, type, 0], new Uint8Array(12), payload);
}

/** TZSP with a padding tag and a signal tag. */
export function tzsp(protocol: number, payload: Uint8Array): Uint8Array {
  return join([1, 0], u16(protocol), [0, 10, 1, 200, 1], payload);
}

/** One tag of a Wireshark upper PDU, its value filled up to 4 octets. */
export function tag(type: number, value: ArrayLike<number> | string): Uint8Array {
  const bytes = typeof value === 'string' ? latin1(value) : value;
  const padding = new Uint8Array(-bytes.length & 3);
  return join(u16(type), u16(bytes.length + padding.length), bytes, padding);
}

/** Wireshark upper PDU of a dissector between two ends. */
export function upperPdu(
  dissector: Uint8Array,
  ends: { source: string; sourcePort: number; destination: string; destinationPort: number },
  payload: Uint8Array,
): Uint8Array {
  const v6 = ends.source.includes(':');
  return join(
    dissector,
    tag(v6 ? 22 : 20, parseAddress(ends.source) as Uint8Array),
    tag(v6 ? 23 : 21, parseAddress(ends.destination) as Uint8Array),
    tag(24, u32(3)),
    tag(25, u32(ends.sourcePort)),
    tag(26, u32(ends.destinationPort)),
    tag(0, []),
    payload,
  );
}
