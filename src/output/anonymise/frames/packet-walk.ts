import { readU16, readU32 } from '../../../bytes/read.ts';
import { skipExtensionHeaders } from '../../../net/ip/extension-headers.ts';
import { IpHeader, readIp } from '../../../net/ip/ip.ts';
import { readTcp, readUdp } from '../../../net/ip/transport.ts';
import { ETHER_TYPE, networkStart } from '../../../net/link/network-start.ts';
import { Datagram, PROTOCOL } from '../../../net/packet/datagram.ts';
import { Region } from '../../../net/packet/region.ts';
import { enterGre } from '../../../net/tunnel/gre.ts';
import { enterGpdu, isGpdu } from '../../../net/tunnel/gtpu.ts';
import { UDP_CONTENT, UdpContent } from '../../../net/tunnel/udp-content.ts';

/** The stretch of a buffer that holds a payload. */
export interface Payload {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** What a walk over a packet hands over; each changes the octets in place. False: the packet cannot be shown. */
export interface PacketHandler {
  /** A whole IP header; its addresses follow each other at `offset`. */
  ip(bytes: Uint8Array, offset: number, length: 4 | 16): void;
  /** ESP from its SPI on. */
  esp(payload: Payload): boolean;
  udp(payload: Payload, ports: { readonly sourcePort: number; readonly destinationPort: number }): boolean;
  tcp(payload: Payload, segment: Datagram): boolean;
  sctp(payload: Payload): boolean;
  /** A fragment, behind all IP headers. */
  fragment(payload: Payload, ip: IpHeader): boolean;
}

/** Where IP packets begin in a buffer, the outermost first. */
export type PacketStarts = number[];

/**
 * Walks over the IP packet at `start`, over all within it (GTP-U, GRE, IP in IP), and over what an ICMP error quotes.
 *
 * @param starts receives where each IP packet begins.
 * @param quoted the packet stands in an ICMP error, so it is usually cut.
 * @returns false if there is something that is not read.
 */
export function walkPacket(
  bytes: Uint8Array,
  start: number,
  end: number,
  handler: PacketHandler,
  starts: PacketStarts,
  quoted = false,
): boolean {
  if (starts.length >= MOST_HEADERS) return false;
  const region = new Region();
  const ip = new IpHeader();
  region.set(bytes, start, end, quoted ? 0xffff : 0);
  readIp(region, ip);
  if (ip.addresses !== bytes) return false;
  starts.push(start);
  const size = ip.family === 4 ? 4 : 16;
  // Options may have addresses: "no operation" in their place (RFC 791 §3.1).
  if (ip.family === 4) bytes.fill(1, start + 20, region.start);
  bytes.fill(0, region.end, end);
  handler.ip(bytes, ip.sourceOffset, size);
  if (skipExtensionHeaders(region, ip) !== null) return false;
  return walkPayload(region, ip, handler, starts, quoted);
}

/** Walks over what an IP packet carries; `region` begins with `ip.protocol`. */
export function walkPayload(
  region: Region,
  ip: IpHeader,
  handler: PacketHandler,
  starts: PacketStarts,
  quoted = false,
): boolean {
  const { bytes, start, end } = region;
  if (ip.fragment) return handler.fragment({ bytes, start, end }, ip);
  const datagram = new Datagram();
  placeAddresses(datagram, ip);
  switch (ip.protocol) {
    case PROTOCOL.UDP:
      if (region.length < 8) return quoted;
      readUdp(region, datagram);
      bytes.fill(0, region.end, end);
      return walkUdp(region, datagram, handler, starts) || (quoted && blank(region, 0));
    case PROTOCOL.TCP:
      if (readTcp(region, datagram) !== null) return quoted && blank(region, 8);
      if (quoted) return blank(region, 0);
      return handler.tcp({ bytes, start: region.start, end: region.end }, datagram);
    case PROTOCOL.ESP:
      return handler.esp({ bytes, start, end });
    case PROTOCOL.SCTP:
      return quoted ? blank(region, 8) : handler.sctp({ bytes, start, end });
    case PROTOCOL.IPV4:
    case PROTOCOL.IPV6:
      return walkPacket(bytes, start, end, handler, starts, quoted);
    case PROTOCOL.GRE: {
      const network = networkStart();
      if (enterGre(region, network) !== null) return false;
      const isIp = network.etherType === ETHER_TYPE.IPV4 || network.etherType === ETHER_TYPE.IPV6;
      // A checksum covers all behind it.
      const hasChecksum = (readU16(bytes, start) & 0x8000) !== 0;
      return isIp && !hasChecksum && walkPacket(bytes, network.offset, end, handler, starts);
    }
    case PROTOCOL.ICMP:
    case PROTOCOL.ICMPV6:
      return walkIcmp(region, ip.protocol, handler, starts);
    default:
      return false;
  }
}

function walkUdp(region: Region, datagram: Datagram, handler: PacketHandler, starts: PacketStarts): boolean {
  const { sourcePort, destinationPort } = datagram;
  const payload = { bytes: region.bytes, start: region.start, end: region.end };
  switch (contents.of(sourcePort, destinationPort, region)) {
    case UDP_CONTENT.GTPU:
      // Other messages than G-PDU name peers.
      if (!isGpdu(region) || enterGpdu(region) !== null) return false;
      return walkPacket(region.bytes, region.start, region.end, handler, starts);
    case UDP_CONTENT.ESP:
      return handler.esp(payload);
    case UDP_CONTENT.IP:
      return walkPacket(payload.bytes, payload.start, payload.end, handler, starts);
    case UDP_CONTENT.KEEP_ALIVE:
      return true;
    case UDP_CONTENT.PLAIN:
      return handler.udp(payload, datagram);
    default:
      return false;
  }
}

/** An error quotes a packet; echo carries octets of no meaning. Neighbours and routers name addresses: false. */
function walkIcmp(region: Region, protocol: number, handler: PacketHandler, starts: PacketStarts): boolean {
  const { bytes, start, end } = region;
  if (region.length < 8) return false;
  const type = bytes[start] as number;
  const isError = protocol === PROTOCOL.ICMP ? [3, 4, 11, 12].includes(type) : type >= 1 && type <= 4;
  if (isError) {
    const quotation: PacketStarts = [];
    const isKnown = walkPacket(bytes, start + 8, end, handler, quotation, true);
    for (const one of quotation) starts.push(one);
    return isKnown;
  }
  const isEcho = protocol === PROTOCOL.ICMP ? type === 0 || type === 8 : type === 128 || type === 129;
  return isEcho && blank(region, 8);
}

function blank(region: Region, kept: number): boolean {
  region.bytes.fill(0, Math.min(region.start + kept, region.end), region.end);
  return true;
}

function placeAddresses(datagram: Datagram, ip: IpHeader): void {
  datagram.family = ip.family;
  datagram.addresses = ip.addresses;
  datagram.sourceOffset = ip.sourceOffset;
  datagram.destinationOffset = ip.destinationOffset;
}

/** SPI and sequence number of an ESP packet, as a name for it. */
export function espName({ bytes, start, end }: Payload): string {
  return end - start < 8 ? '' : `${readU32(bytes, start)} ${readU32(bytes, start + 4)} ${end - start}`;
}

const contents = new UdpContent(1);
/** IP headers within each other: a tunnel has two, and a tunnel in a tunnel three. */
const MOST_HEADERS = 8;
