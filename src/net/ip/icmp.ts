import { addressLength, addressText } from '../../bytes/address.ts';
import { readU8, readU16, readU32 } from '../../bytes/read.ts';
import { PROTOCOL } from '../packet/datagram.ts';
import { Region } from '../packet/region.ts';
import { skipExtensionHeaders } from './extension-headers.ts';
import { IpHeader, readIp } from './ip.ts';

/** The reason in an ICMP error for a packet that was not delivered; `prohibited`: by a filter; `reassembly`: fragments of it never came. */
export type IcmpReason =
  | 'port-unreachable'
  | 'protocol-unreachable'
  | 'host-unreachable'
  | 'network-unreachable'
  | 'prohibited'
  | 'too-big'
  | 'reassembly'
  | 'time-exceeded'
  | 'other';

/** The earlier packet that an ICMP error quotes. Addresses as canonical text. */
interface QuotedPacket {
  readonly source: string;
  readonly destination: string;
  /** IP protocol: TCP, UDP, SCTP, ESP … */
  readonly protocol: number;
  /** Ports of TCP, UDP and SCTP; 0 where the quotation does not reach them. */
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** The first four octets of ESP, or of what UDP carries (ESP in UDP begins with its SPI); null if not quoted. */
  readonly spi: number | null;
}

/** An ICMP or ICMPv6 error (RFC 792, RFC 4443 §3). */
export interface IcmpError {
  readonly reason: IcmpReason;
  readonly type: number;
  readonly code: number;
  /** The MTU in octets, if the error gives it; otherwise null. */
  readonly mtu: number | null;
  /** Sender and receiver of the error. The receiver is the sender of the quoted packet, unless a NAT changed it. */
  readonly source: string;
  readonly destination: string;
  readonly quoted: QuotedPacket;
}

/**
 * The ICMP error at the start of `region`, after the IP header `ip`; null for everything else, and for an error without
 * a whole IP header in its quotation. The quoted packet does not count as a packet of the capture.
 */
export function readIcmpError(region: Region, ip: IpHeader): IcmpError | null {
  const { bytes, start } = region;
  if (region.length < HEADER) return null;
  const [type, code] = [readU8(bytes, start), readU8(bytes, start + 1)];
  const isIpv4 = ip.protocol === PROTOCOL.ICMP;
  const reason = isIpv4 ? reasonOf(type, code) : reasonOf6(type, code);
  if (reason === null) return null;
  const quoted = readQuoted(region);
  if (quoted === null) return null;
  const mtu = isIpv4 ? readU16(bytes, start + 6) : readU32(bytes, start + 4);
  const length = addressLength(ip.family);
  return {
    reason,
    type,
    code,
    // RFC 1191 §4: a router without Path MTU Discovery sends 0.
    mtu: reason === 'too-big' && mtu > 0 ? mtu : null,
    source: addressText(ip.addresses, ip.sourceOffset, length),
    destination: addressText(ip.addresses, ip.destinationOffset, length),
    quoted,
  };
}

/** Is the quoted packet ESP? */
export function quotesEsp({ quoted }: IcmpError): boolean {
  return quoted.protocol === PROTOCOL.ESP;
}

/** Octets of the ICMP header before the quotation. */
const HEADER = 8;

/** RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1. */
function reasonOf(type: number, code: number): IcmpReason | null {
  if (type === 3) return UNREACHABLE[code] ?? 'other';
  if (type === 11) return timeExceeded(code);
  // Source quench, redirect, parameter problem.
  return type === 4 || type === 5 || type === 12 ? 'other' : null;
}

const UNREACHABLE: Readonly<Record<number, IcmpReason>> = {
  0: 'network-unreachable',
  1: 'host-unreachable',
  2: 'protocol-unreachable',
  3: 'port-unreachable',
  4: 'too-big',
  6: 'network-unreachable',
  7: 'host-unreachable',
  9: 'prohibited',
  10: 'prohibited',
  11: 'network-unreachable',
  12: 'host-unreachable',
  13: 'prohibited',
};

/** RFC 4443 §3. */
function reasonOf6(type: number, code: number): IcmpReason | null {
  if (type === 1) return UNREACHABLE6[code] ?? 'other';
  if (type === 2) return 'too-big';
  if (type === 3) return timeExceeded(code);
  // §3.4: code 1 is a next header that the node does not know, such as ESP where there is no IPsec.
  if (type === 4) return code === 1 ? 'protocol-unreachable' : 'other';
  return null;
}

/** Code 1, of both families: the receiver waited for the other fragments in vain. */
function timeExceeded(code: number): IcmpReason {
  return code === 1 ? 'reassembly' : 'time-exceeded';
}

const UNREACHABLE6: Readonly<Record<number, IcmpReason>> = {
  0: 'network-unreachable',
  1: 'prohibited',
  3: 'host-unreachable',
  4: 'port-unreachable',
  5: 'prohibited',
  6: 'prohibited',
};

/** The packet after the ICMP header. It is usually cut, so its length fields are too large. */
function readQuoted({ bytes, start, end }: Region): QuotedPacket | null {
  const region = new Region();
  region.set(bytes, start + HEADER, end, 0);
  const ip = new IpHeader();
  readIp(region, ip);
  if (ip.addresses !== bytes) return null;
  skipExtensionHeaders(region, ip);
  const length = addressLength(ip.family);
  const isFirst = !ip.fragment || ip.fragmentOffset === 0;
  const hasPorts = isFirst && WITH_PORTS.has(ip.protocol) && region.length >= 4;
  return {
    source: addressText(bytes, ip.sourceOffset, length),
    destination: addressText(bytes, ip.destinationOffset, length),
    protocol: ip.protocol,
    sourcePort: hasPorts ? readU16(bytes, region.start) : 0,
    destinationPort: hasPorts ? readU16(bytes, region.start + 2) : 0,
    spi: isFirst ? quotedSpi(region, ip.protocol) : null,
  };
}

const WITH_PORTS: ReadonlySet<number> = new Set([PROTOCOL.TCP, PROTOCOL.UDP, PROTOCOL.SCTP]);

function quotedSpi({ bytes, start, length }: Region, protocol: number): number | null {
  const offset = protocol === PROTOCOL.ESP ? 0 : 8;
  const hasSpi = protocol === PROTOCOL.ESP || protocol === PROTOCOL.UDP;
  return hasSpi && length >= offset + 4 ? readU32(bytes, start + offset) : null;
}
