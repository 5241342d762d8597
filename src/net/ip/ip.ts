import { readU16 } from '../../bytes/read.ts';
import type { Fault, Region } from '../packet/region.ts';

/** The fields of an IP header that later layers need: one record, refilled for each packet. */
export class IpHeader {
  family: 4 | 6 = 4;
  /** Buffer and offsets of the addresses; the destination follows the source directly. */
  addresses: Uint8Array = EMPTY;
  sourceOffset = 0;
  destinationOffset = 0;
  /** Protocol of what the region now begins with (IPv6: next header). */
  protocol = 0;
  /** True for a fragment of a datagram; then the three fields below are set. */
  fragment = false;
  fragmentId = 0;
  /** In octets. */
  fragmentOffset = 0;
  moreFragments = false;
}

/**
 * Reads the IP header at the start of `region` and narrows the region to its payload, by the length field of the
 * header. The fault `IP_LENGTH` means a length field that is too large; the payload can be used anyway.
 */
export function readIp(region: Region, ip: IpHeader): Fault | null {
  ip.fragment = false;
  if (region.length === 0) return fault('ip-header', 'expected an IP header, found 0 bytes');
  const version = (region.bytes[region.start] as number) >> 4;
  if (version === 4) return readIpv4(region, ip);
  if (version === 6) return readIpv6(region, ip);
  return fault('ip-version', `expected IP version 4 or 6, found ${version}`);
}

/** Is the region exactly one IP packet? For places without a header that tells. */
export function fillsRegion(region: Region): boolean {
  const { bytes, start } = region;
  if (region.length < 20) return false;
  const wireLength = region.length + region.missing;
  const first = bytes[start] as number;
  if (first >> 4 === 4) return (first & 15) >= 5 && readU16(bytes, start + 2) === wireLength;
  return first >> 4 === 6 && readU16(bytes, start + 4) === wireLength - 40;
}

/** The fault of a length field that exceeds the frame: the packet is used as far as it goes. */
export const IP_LENGTH = 'ip-total-length';

/** RFC 791 §3.1. */
function readIpv4(region: Region, ip: IpHeader): Fault | null {
  const { bytes, start } = region;
  if (region.length < 20)
    return fault('ip-header', `expected an IPv4 header of 20 bytes, found ${region.length}`);
  const headerLength = ((bytes[start] as number) & 15) * 4;
  if (headerLength < 20 || headerLength > region.length)
    return fault(
      'ip-header',
      `expected an IPv4 header length of 20 to ${region.length}, found ${headerLength}`,
    );
  const totalLength = readU16(bytes, start + 2);
  if (totalLength !== 0 && totalLength < headerLength)
    return fault(
      'ip-header',
      `expected an IPv4 total length of at least ${headerLength}, found ${totalLength}`,
    );
  ip.family = 4;
  ip.addresses = bytes;
  ip.sourceOffset = start + 12;
  ip.destinationOffset = start + 16;
  ip.protocol = bytes[start + 9] as number;
  const fragment = readU16(bytes, start + 6);
  if ((fragment & 0x3fff) !== 0) {
    ip.fragment = true;
    ip.fragmentId = readU16(bytes, start + 4);
    ip.fragmentOffset = (fragment & 0x1fff) * 8;
    ip.moreFragments = (fragment & 0x2000) !== 0;
  }
  return narrow(region, headerLength, totalLength);
}

/** RFC 8200 §3. */
function readIpv6(region: Region, ip: IpHeader): Fault | null {
  const { bytes, start } = region;
  if (region.length < 40)
    return fault('ip-header', `expected an IPv6 header of 40 bytes, found ${region.length}`);
  ip.family = 6;
  ip.addresses = bytes;
  ip.sourceOffset = start + 8;
  ip.destinationOffset = start + 24;
  ip.protocol = bytes[start + 6] as number;
  const payloadLength = readU16(bytes, start + 4);
  return narrow(region, 40, payloadLength === 0 ? 0 : 40 + payloadLength);
}

/** `totalLength` 0: segmentation offload or a jumbogram (RFC 2675), the packet goes on to the end of the frame. */
function narrow(region: Region, headerLength: number, totalLength: number): Fault | null {
  const available = region.length + region.missing;
  const honest = totalLength === 0 || region.limit(totalLength);
  region.start += headerLength;
  if (honest) return null;
  return fault(IP_LENGTH, `expected an IP length up to ${available}, found ${totalLength}`);
}

function fault(code: string, message: string): Fault {
  return { code, layer: 'network', message };
}

const EMPTY = new Uint8Array(0);
