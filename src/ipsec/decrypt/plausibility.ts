import { readU8, readU16 } from '../../bytes/read.ts';
import type { SecurityAssociation } from '../../model/security-association.ts';
import { addWords, isChecksumSum, pseudoHeaderSum } from '../../net/packet/checksum.ts';
import { PROTOCOL } from '../../net/packet/datagram.ts';

/** How likely a plaintext is the right one. A higher level does not include the lower ones. */
export const PLAUSIBILITY = {
  /** The next header is unknown or the inner header contradicts itself. */
  NONE: 0,
  /** The inner header makes sense. A random plaintext does so once in about a hundred times. */
  SANE: 1,
  /** A checksum is right. */
  CHECKSUM: 2,
  /** The ports belong to the two ends of the SA set: Kamailio's four extra pairs (not in TS 33.203 §7.1). */
  SET_PORTS: 3,
  /** The ports are those of the SA. */
  SA_PORTS: 4,
} as const;

/** The place of the IP addresses around a payload; a Datagram has these fields. */
export interface AddressFields {
  readonly addresses: Uint8Array;
  readonly sourceOffset: number;
  readonly destinationOffset: number;
  readonly family: 4 | 6;
}

/**
 * How plausible is `bytes` from `start` to `end` as the payload of `sa`, with the next header that the trailer
 * names? `around` is the packet that carried it.
 */
export function plausibility(
  nextHeader: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  around: AddressFields,
  sa: SecurityAssociation,
): number {
  switch (nextHeader) {
    case PROTOCOL.UDP:
    case PROTOCOL.TCP:
      return transportPlausibility(nextHeader, bytes, start, end, around, sa);
    case PROTOCOL.SCTP:
      return end - start >= 12 ? Math.max(PLAUSIBILITY.SANE, portPlausibility(bytes, start, sa)) : 0;
    case PROTOCOL.IPV4:
      return ipv4Plausibility(bytes, start, end, sa);
    case PROTOCOL.IPV6:
      return ipv6Plausibility(bytes, start, end, sa);
    case PROTOCOL.ICMP:
      if (end - start < 8) return PLAUSIBILITY.NONE;
      return isChecksumSum(addWords(0, bytes, start, end)) ? PLAUSIBILITY.CHECKSUM : PLAUSIBILITY.SANE;
    case PROTOCOL.ICMPV6:
      if (end - start < 4) return PLAUSIBILITY.NONE;
      return isTransportChecksum(PROTOCOL.ICMPV6, bytes, start, end, around)
        ? PLAUSIBILITY.CHECKSUM
        : PLAUSIBILITY.SANE;
    case PROTOCOL.ESP:
      return end - start >= 8 ? PLAUSIBILITY.SANE : PLAUSIBILITY.NONE;
    case PROTOCOL.NO_NEXT_HEADER:
      return PLAUSIBILITY.SANE;
    default:
      return PLAUSIBILITY.NONE;
  }
}

/**
 * Are `bytes` from `start` to `end` almost certainly the protocol of the next header, with any ports? For an SA of
 * which only the ICV key is known, also behind a NAT, where inner checksums do not fit: the length of UDP must be exact
 * (RFC 768), the header of TCP in order.
 */
export function isEvidentTransport(
  nextHeader: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  if (nextHeader === PROTOCOL.UDP) return end - start >= 8 && readU16(bytes, start + 4) === end - start;
  return nextHeader === PROTOCOL.TCP && isOrdinaryTcp(bytes, start, end);
}

/** The place of the addresses of a tunnelled packet: one record, refilled at each call. */
export function addressesIn(
  bytes: Uint8Array,
  sourceOffset: number,
  destinationOffset: number,
  family: 4 | 6,
): AddressFields {
  TUNNELLED.addresses = bytes;
  TUNNELLED.sourceOffset = sourceOffset;
  TUNNELLED.destinationOffset = destinationOffset;
  TUNNELLED.family = family;
  return TUNNELLED;
}

const TUNNELLED: { -readonly [Field in keyof AddressFields]: AddressFields[Field] } = {
  addresses: new Uint8Array(0),
  sourceOffset: 0,
  destinationOffset: 0,
  family: 4,
};

/** Is the checksum of a UDP, TCP or ICMPv6 packet right? It is computed over the addresses of `around`. */
export function isTransportChecksum(
  protocol: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  around: AddressFields,
): boolean {
  const { addresses, sourceOffset, destinationOffset, family } = around;
  const sum = pseudoHeaderSum(addresses, sourceOffset, destinationOffset, family, protocol, end - start);
  return isChecksumSum(addWords(sum, bytes, start, end));
}

/** Is the checksum of the IPv4 header of `length` octets right? */
export function isIpv4HeaderChecksum(bytes: Uint8Array, start: number, length: number): boolean {
  return isChecksumSum(addWords(0, bytes, start, start + length));
}

function transportPlausibility(
  protocol: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  around: AddressFields,
  sa: SecurityAssociation,
): number {
  const length = protocol === PROTOCOL.UDP ? udpLength(bytes, start, end) : tcpLength(bytes, start, end);
  if (length === 0) return PLAUSIBILITY.NONE;
  const ports = portPlausibility(bytes, start, sa);
  if (ports !== PLAUSIBILITY.NONE) return ports;
  const unused = protocol === PROTOCOL.UDP && readU16(bytes, start + 6) === 0;
  if (!unused && isTransportChecksum(protocol, bytes, start, start + length, around))
    return PLAUSIBILITY.CHECKSUM;
  return PLAUSIBILITY.SANE;
}

/** The length field of a UDP header if it fits, otherwise 0. More may follow it (RFC 4303 §2.7). */
function udpLength(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 8) return 0;
  const length = readU16(bytes, start + 4);
  return length >= 8 && length <= end - start ? length : 0;
}

/** The number of octets if the data offset of the TCP header fits, otherwise 0. */
function tcpLength(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 20) return 0;
  const headerLength = (readU8(bytes, start + 12) >> 4) * 4;
  return headerLength >= 20 && headerLength <= end - start ? end - start : 0;
}

/** SA_PORTS or SET_PORTS if the ports at the start of a transport packet match, otherwise NONE. */
export function portPlausibility(bytes: Uint8Array, start: number, sa: SecurityAssociation): number {
  const source = readU16(bytes, start);
  const destination = readU16(bytes, start + 2);
  if (source === sa.sourcePort && destination === sa.destinationPort) return PLAUSIBILITY.SA_PORTS;
  const fromUe = sa.name === 'uc->ps' || sa.name === 'us->pc';
  const sender = fromUe ? sa.set.ue : sa.set.pcscf;
  const receiver = fromUe ? sa.set.pcscf : sa.set.ue;
  if (source !== sender.portC && source !== sender.portS) return PLAUSIBILITY.NONE;
  if (destination !== receiver.portC && destination !== receiver.portS) return PLAUSIBILITY.NONE;
  return PLAUSIBILITY.SET_PORTS;
}

/** An IPv4 packet in tunnel mode. Its own checksum confirms it; ports of the set raise the level. */
function ipv4Plausibility(bytes: Uint8Array, start: number, end: number, sa: SecurityAssociation): number {
  if (end - start < 20) return PLAUSIBILITY.NONE;
  const headerLength = (readU8(bytes, start) & 15) * 4;
  const totalLength = readU16(bytes, start + 2);
  if (readU8(bytes, start) >> 4 !== 4 || headerLength < 20) return PLAUSIBILITY.NONE;
  if (totalLength < headerLength || totalLength > end - start) return PLAUSIBILITY.NONE;
  const own = isIpv4HeaderChecksum(bytes, start, headerLength) ? PLAUSIBILITY.CHECKSUM : PLAUSIBILITY.SANE;
  const laterFragment = (readU16(bytes, start + 6) & 0x1fff) !== 0;
  if (laterFragment) return own;
  const around = addressesIn(bytes, start + 12, start + 16, 4);
  const protocol = readU8(bytes, start + 9);
  return Math.max(
    own,
    tunnelledPlausibility(protocol, bytes, start + headerLength, start + totalLength, around, sa),
  );
}

function ipv6Plausibility(bytes: Uint8Array, start: number, end: number, sa: SecurityAssociation): number {
  if (end - start < 40 || readU8(bytes, start) >> 4 !== 6) return PLAUSIBILITY.NONE;
  const length = 40 + readU16(bytes, start + 4);
  if (length > end - start) return PLAUSIBILITY.NONE;
  const around = addressesIn(bytes, start + 8, start + 24, 6);
  const protocol = readU8(bytes, start + 6);
  return Math.max(
    PLAUSIBILITY.SANE,
    tunnelledPlausibility(protocol, bytes, start + 40, start + length, around, sa),
  );
}

function tunnelledPlausibility(
  protocol: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  around: AddressFields,
  sa: SecurityAssociation,
): number {
  if (protocol !== PROTOCOL.UDP && protocol !== PROTOCOL.TCP) return PLAUSIBILITY.NONE;
  return transportPlausibility(protocol, bytes, start, end, around, sa);
}

/** Does the header length fit, with no reserved bits, plausible flags and no urgent pointer (RFC 9293 §3.1)? */
export function isOrdinaryTcp(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 20) return false;
  const headerLength = (readU8(bytes, start + 12) >> 4) * 4;
  if (headerLength < 20 || headerLength > end - start || (readU8(bytes, start + 12) & 0x0e) !== 0)
    return false;
  return TCP_FLAGS.has(readU8(bytes, start + 13) & 0x3f) && readU16(bytes, start + 18) === 0;
}

/** SYN, SYN ACK, ACK, FIN ACK, RST, RST ACK, each of those with ACK also with PSH. */
const TCP_FLAGS: ReadonlySet<number> = new Set([0x02, 0x12, 0x10, 0x18, 0x11, 0x19, 0x04, 0x14, 0x1c]);
