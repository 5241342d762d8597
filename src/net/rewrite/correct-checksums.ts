import { readU8, readU16 } from '../../bytes/read.ts';
import { extensionLength, FRAGMENT, isExtension } from '../ip/extension-headers.ts';
import { IpHeader, readIp } from '../ip/ip.ts';
import { addWords, isChecksumSum, pseudoHeaderSum } from '../packet/checksum.ts';
import { PROTOCOL } from '../packet/datagram.ts';
import { Region } from '../packet/region.ts';

const ROUTING = 43;

/**
 * Corrects the checksum of the IPv4 header of a whole IP packet, and that of its UDP or TCP if it is wrong. Unchanged:
 * fragments, UDP without a checksum, and packets on a source route (their pseudo-header has another destination).
 *
 * @returns true when the checksum of UDP or TCP was wrong.
 */
export function correctChecksums(packet: Uint8Array): boolean {
  const region = new Region();
  const ip = new IpHeader();
  region.set(packet, 0, packet.length, 0);
  if (readIp(region, ip) !== null) return false;
  if (ip.family === 4) writeHeaderChecksum(packet, 0, region.start);
  if (!reachTransport(region, ip)) return false;
  if (ip.protocol === PROTOCOL.TCP) return correct(packet, region.start, region.end, ip, 16);
  if (ip.protocol !== PROTOCOL.UDP || region.length < 8) return false;
  const length = readU16(packet, region.start + 4);
  if (length < 8 || length > region.length) return false;
  return correctUdpChecksum(packet, region.start, region.start + length, ip);
}

/** Addresses of an IP header; the destination follows the source. */
export type AddressPlace = Pick<IpHeader, 'addresses' | 'sourceOffset' | 'destinationOffset' | 'family'>;

/**
 * Corrects the checksum of the UDP datagram from `start` to `end`, unless it has none; `addresses` are those of its IP
 * header.
 *
 * @returns true when the checksum was wrong.
 */
export function correctUdpChecksum(
  packet: Uint8Array,
  start: number,
  end: number,
  addresses: AddressPlace,
): boolean {
  return readU16(packet, start + 6) !== 0 && correct(packet, start, end, addresses, 6);
}

/** One's complement of the folded sum (RFC 1071). */
export function checksumOf(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000);
  return ~folded & 0xffff;
}

/** Writes 16 bit, network byte order. */
export function writeU16(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >> 8;
  bytes[offset + 1] = value & 255;
}

/** Writes the checksum of the IPv4 header from `start` to `end`. */
export function writeHeaderChecksum(packet: Uint8Array, start: number, end: number): void {
  writeU16(packet, start + 10, 0);
  writeU16(packet, start + 10, checksumOf(addWords(0, packet, start, end)));
}

/** Steps over extension headers; false where no checksum can be told after them. */
function reachTransport(region: Region, ip: IpHeader): boolean {
  while (!ip.fragment && isExtension(ip)) {
    const { bytes, start } = region;
    const { protocol } = ip;
    const length = extensionLength(region, protocol);
    if (length > region.length) return false;
    if (protocol === FRAGMENT && (readU16(bytes, start + 2) & 0xfff9) !== 0) return false;
    const segmentsLeft = protocol === ROUTING ? readU8(bytes, start + 3) : 0;
    if (segmentsLeft !== 0) return false;
    ip.protocol = readU8(bytes, start);
    region.start += length;
  }
  return !ip.fragment;
}

/** `field`: where the checksum is, from `start` on: 16 in TCP, 6 in UDP. */
function correct(
  bytes: Uint8Array,
  start: number,
  end: number,
  { addresses, sourceOffset, destinationOffset, family }: AddressPlace,
  field: 16 | 6,
): boolean {
  if (end - start < field + 2) return false;
  const protocol = field === 6 ? PROTOCOL.UDP : PROTOCOL.TCP;
  const pseudo = pseudoHeaderSum(addresses, sourceOffset, destinationOffset, family, protocol, end - start);
  if (isChecksumSum(addWords(pseudo, bytes, start, end))) return false;
  writeU16(bytes, start + field, 0);
  const right = checksumOf(addWords(pseudo, bytes, start, end));
  writeU16(bytes, start + field, right === 0 && protocol === PROTOCOL.UDP ? 0xffff : right);
  return true;
}
