import { parseAddress } from '../../../src/bytes/address.ts';
import type { CaptureRecord } from '../../../src/model/capture.ts';
import { TCP_FLAG } from '../../../src/net/packet/datagram.ts';

/*
 * Builders of packets for tests: every function returns new bytes with correct lengths and checksums. They nest
 * from the inside out: `ethernet(ip(flow, 17, udp(flow, payload)))`.
 */

/** The two ends of a flow; addresses as text, IPv4 or IPv6. */
export interface Flow {
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
}

/** The same flow in the other direction. */
export function reverse(flow: Flow): Flow {
  return {
    source: flow.destination,
    sourcePort: flow.destinationPort,
    destination: flow.source,
    destinationPort: flow.sourcePort,
  };
}

/** Bytes of a text, one for each character. */
export function latin1(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** All parts in a row. */
export function join(...parts: readonly ArrayLike<number>[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** 16 bit, network byte order. */
export function u16(value: number): number[] {
  return [(value >> 8) & 255, value & 255];
}

/** 32 bit, network byte order. */
export function u32(value: number): number[] {
  return [...u16(value >>> 16), ...u16(value & 0xffff)];
}

/** Internet checksum (RFC 1071). */
export function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i++) sum += i % 2 === 0 ? (bytes[i] ?? 0) << 8 : (bytes[i] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** Ethernet frame; `vlans` are tags [TPID, VLAN id]. The EtherType is that of the payload's IP version. */
export function ethernet(
  payload: Uint8Array,
  options: { etherType?: number; vlans?: readonly (readonly [number, number])[] } = {},
): Uint8Array {
  const etherType = options.etherType ?? etherTypeOf(payload);
  const tags = (options.vlans ?? []).flatMap(([tpid, id]) => [...u16(tpid), ...u16(id)]);
  return join([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1], tags, u16(etherType), payload);
}

/** Linux cooked frame, version 1. */
export function sll(payload: Uint8Array): Uint8Array {
  return join([0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0], u16(etherTypeOf(payload)), payload);
}

/** Linux cooked frame, version 2. */
export function sll2(payload: Uint8Array): Uint8Array {
  return join(u16(etherTypeOf(payload)), [0, 0, 0, 0, 0, 3, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0], payload);
}

function etherTypeOf(packet: Uint8Array): number {
  return (packet[0] ?? 0) >> 4 === 6 ? 0x86dd : 0x0800;
}

/** Options of an IP header. Offsets are in octets. */
export interface IpOptions {
  readonly id?: number;
  readonly fragmentOffset?: number;
  readonly moreFragments?: boolean;
}

/** IPv4 or IPv6 packet, as the addresses of the flow are. */
export function ip(flow: Flow, protocol: number, payload: Uint8Array, options: IpOptions = {}): Uint8Array {
  return flow.source.includes(':')
    ? ipv6(flow, protocol, payload, options)
    : ipv4(flow, protocol, payload, options);
}

/** IPv4 packet. */
export function ipv4(flow: Flow, protocol: number, payload: Uint8Array, options: IpOptions = {}): Uint8Array {
  const fragment = (options.fragmentOffset ?? 0) / 8 + (options.moreFragments ? 0x2000 : 0);
  const before = [
    0x45,
    0,
    ...u16(20 + payload.length),
    ...u16(options.id ?? 0),
    ...u16(fragment),
    64,
    protocol,
  ];
  const addresses = join(address(flow.source), address(flow.destination));
  const sum = checksum(join(before, [0, 0], addresses));
  return join(before, u16(sum), addresses, payload);
}

/** IPv6 packet, with a Fragment header when the options name a fragment. */
export function ipv6(flow: Flow, protocol: number, payload: Uint8Array, options: IpOptions = {}): Uint8Array {
  const fragmented = options.fragmentOffset !== undefined || options.moreFragments !== undefined;
  const field = (options.fragmentOffset ?? 0) + (options.moreFragments ? 1 : 0);
  const extension = fragmented ? [protocol, 0, ...u16(field), ...u32(options.id ?? 0)] : [];
  const addresses = join(address(flow.source), address(flow.destination));
  const length = u16(extension.length + payload.length);
  return join([0x60, 0, 0, 0, ...length, fragmented ? 44 : protocol, 64], addresses, extension, payload);
}

/** The payload of an IP packet in fragments of at most `size` octets each (a multiple of 8). */
export function fragments(
  flow: Flow,
  protocol: number,
  payload: Uint8Array,
  size: number,
  id: number,
): Uint8Array[] {
  const packets: Uint8Array[] = [];
  for (let offset = 0; offset < payload.length; offset += size) {
    const part = payload.subarray(offset, offset + size);
    const moreFragments = offset + size < payload.length;
    packets.push(ip(flow, protocol, part, { id, fragmentOffset: offset, moreFragments }));
  }
  return packets;
}

/** UDP header and payload. */
export function udp(flow: Flow, payload: Uint8Array): Uint8Array {
  const before = [...u16(flow.sourcePort), ...u16(flow.destinationPort), ...u16(8 + payload.length)];
  const sum = transportChecksum(flow, 17, join(before, [0, 0], payload));
  return join(before, u16(sum === 0 ? 0xffff : sum), payload);
}

/** Fields of a TCP header; flags are the bits of `TCP_FLAG`. */
export interface TcpFields {
  readonly sequence: number;
  readonly acknowledgement?: number;
  readonly flags?: number;
}

/** TCP header and payload; ACK is set unless flags say otherwise. */
export function tcp(flow: Flow, fields: TcpFields, payload: Uint8Array = new Uint8Array(0)): Uint8Array {
  const ports = [...u16(flow.sourcePort), ...u16(flow.destinationPort)];
  const numbers = [...u32(fields.sequence >>> 0), ...u32((fields.acknowledgement ?? 0) >>> 0)];
  const before = [...ports, ...numbers, 0x50, fields.flags ?? TCP_FLAG.ACK, 0xff, 0xff];
  const sum = transportChecksum(flow, 6, join(before, [0, 0, 0, 0], payload));
  return join(before, u16(sum), [0, 0], payload);
}

/** GTP-U G-PDU (TS 29.281 §5.1), without its UDP header; extension headers are [type, content]. */
export function gtpu(
  inner: Uint8Array,
  options: {
    teid?: number;
    messageType?: number;
    sequence?: number;
    extensions?: readonly (readonly [number, readonly number[]])[];
  } = {},
): Uint8Array {
  const { extensions = [], sequence } = options;
  const flags = 0x30 | (extensions.length > 0 ? 4 : 0) | (sequence === undefined ? 0 : 2);
  const optional = flags === 0x30 ? [] : [...u16(sequence ?? 0), 0, extensions[0]?.[0] ?? 0];
  const chain = extensions.flatMap(([, content], i) => [
    (content.length + 2) / 4,
    ...content,
    extensions[i + 1]?.[0] ?? 0,
  ]);
  const length = optional.length + chain.length + inner.length;
  return join(
    [flags, options.messageType ?? 255],
    u16(length),
    u32(options.teid ?? 1),
    optional,
    chain,
    inner,
  );
}

/** ESP: SPI, sequence number and whatever follows. */
export function esp(spi: number, sequence: number, rest: Uint8Array): Uint8Array {
  return join(u32(spi), u32(sequence), rest);
}

/** A captured frame; time is in nanoseconds from some start. */
export function record(
  data: Uint8Array,
  frame: number,
  options: { linkType?: number; originalLength?: number; time?: number; file?: number } = {},
): CaptureRecord {
  const time = options.time ?? frame * 1_000_000;
  return {
    file: options.file ?? 0,
    frame,
    seconds: 1_700_000_000 + Math.floor(time / 1e9),
    nanoseconds: time % 1e9,
    linkType: options.linkType ?? 1,
    interfaceId: 0,
    originalLength: options.originalLength ?? data.length,
    data,
    offset: 0,
  };
}

function address(text: string): Uint8Array {
  const bytes = parseAddress(text);
  if (bytes === null) throw new Error(`not an IP address: ${text}`);
  return bytes;
}

function transportChecksum(flow: Flow, protocol: number, segment: Uint8Array): number {
  const pseudo = join(address(flow.source), address(flow.destination), u32(segment.length), [
    0,
    0,
    0,
    protocol,
  ]);
  return checksum(join(pseudo, segment));
}
