/*
 * Headers written in place, in front of a payload that is already there. All offsets are into `buffer`.
 */

/** A machine: its IP address as text and as 4 or 16 octets, and the Ethernet address in front of it. */
export interface Host {
  readonly address: string;
  readonly octets: Uint8Array;
  readonly mac: Uint8Array;
}

/** The two ends of a packet. */
export interface Ends {
  readonly source: Host;
  readonly sourcePort: number;
  readonly destination: Host;
  readonly destinationPort: number;
}

export const PROTOCOL = { TCP: 6, UDP: 17, ESP: 50 } as const;
export const TCP_FLAG = { SYN: 2, PSH: 8, ACK: 16 } as const;
export const UDP_HEADER_LENGTH = 8;
export const TCP_HEADER_LENGTH = 20;

const ETHERNET_LENGTH = 14;

/** Octets of Ethernet and IP in front of what IP carries. */
export function networkHeaderLength(host: Host): number {
  return ETHERNET_LENGTH + (host.octets.length === 4 ? 20 : 40);
}

/** Ethernet and IP at `at`, for an IP payload that ends at `end`. */
export function writeNetworkHeader(
  buffer: Buffer,
  at: number,
  end: number,
  ends: Ends,
  protocol: number,
): void {
  const { source, destination } = ends;
  buffer.set(destination.mac, at);
  buffer.set(source.mac, at + 6);
  const ip = at + ETHERNET_LENGTH;
  if (source.octets.length === 4) {
    buffer.writeUInt16BE(0x0800, at + 12);
    writeIpv4(buffer, ip, end, source, destination, protocol);
  } else {
    buffer.writeUInt16BE(0x86dd, at + 12);
    writeIpv6(buffer, ip, end, source, destination, protocol);
  }
}

function writeIpv4(
  buffer: Buffer,
  ip: number,
  end: number,
  source: Host,
  destination: Host,
  protocol: number,
): void {
  buffer.writeUInt16BE(0x4500, ip);
  buffer.writeUInt16BE(end - ip, ip + 2);
  buffer.writeUInt32BE(0x0000_4000, ip + 4);
  buffer[ip + 8] = 64;
  buffer[ip + 9] = protocol;
  buffer.writeUInt16BE(0, ip + 10);
  buffer.set(source.octets, ip + 12);
  buffer.set(destination.octets, ip + 16);
  buffer.writeUInt16BE(checksum(sumOf(buffer, ip, ip + 20)), ip + 10);
}

function writeIpv6(
  buffer: Buffer,
  ip: number,
  end: number,
  source: Host,
  destination: Host,
  protocol: number,
): void {
  buffer.writeUInt32BE(0x6000_0000, ip);
  buffer.writeUInt16BE(end - ip - 40, ip + 4);
  buffer[ip + 6] = protocol;
  buffer[ip + 7] = 64;
  buffer.set(source.octets, ip + 8);
  buffer.set(destination.octets, ip + 24);
}

/** UDP at `at`, for a payload that ends at `end`. */
export function writeUdpHeader(buffer: Buffer, at: number, end: number, ends: Ends): void {
  buffer.writeUInt16BE(ends.sourcePort, at);
  buffer.writeUInt16BE(ends.destinationPort, at + 2);
  buffer.writeUInt16BE(end - at, at + 4);
  buffer.writeUInt16BE(0, at + 6);
  const sum = transportChecksum(buffer, at, end, ends, PROTOCOL.UDP);
  buffer.writeUInt16BE(sum === 0 ? 0xffff : sum, at + 6);
}

/** TCP without options at `at`, for a payload that ends at `end`. */
export function writeTcpHeader(
  buffer: Buffer,
  at: number,
  end: number,
  ends: Ends,
  sequence: number,
  acknowledgement: number,
  flags: number,
): void {
  buffer.writeUInt16BE(ends.sourcePort, at);
  buffer.writeUInt16BE(ends.destinationPort, at + 2);
  buffer.writeUInt32BE(sequence >>> 0, at + 4);
  buffer.writeUInt32BE(acknowledgement >>> 0, at + 8);
  buffer.writeUInt16BE(0x5000 | flags, at + 12);
  buffer.writeUInt16BE(0xffff, at + 14);
  buffer.writeUInt32BE(0, at + 16);
  buffer.writeUInt16BE(transportChecksum(buffer, at, end, ends, PROTOCOL.TCP), at + 16);
}

function transportChecksum(buffer: Buffer, at: number, end: number, ends: Ends, protocol: number): number {
  const { source, destination } = ends;
  const pseudo =
    sumOf(source.octets, 0, source.octets.length) + sumOf(destination.octets, 0, destination.octets.length);
  return checksum(pseudo + protocol + end - at + sumOf(buffer, at, end));
}

/** Sum of the 16-bit words, not yet folded: a frame cannot overflow 32 bits. */
function sumOf(bytes: Uint8Array, start: number, end: number): number {
  let sum = 0;
  let at = start;
  for (; at + 1 < end; at += 2) sum += ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
  return at < end ? sum + ((bytes[at] as number) << 8) : sum;
}

/** The Internet checksum (RFC 1071) of such a sum. */
function checksum(sum: number): number {
  const once = (sum & 0xffff) + (sum >>> 16);
  return ~((once & 0xffff) + (once >>> 16)) & 0xffff;
}
