import { readU16, readU32 } from '../../bytes/read.ts';
import { PROTOCOL } from '../packet/datagram.ts';
import type { Fault, Region } from '../packet/region.ts';
import type { IpHeader } from './ip.ts';

/**
 * Skips the headers between IP and the transport: IPv6 extension headers (RFC 8200 §4) and, in both families, AH
 * (RFC 4302 §2). Stops after the Fragment header of a real fragment, with `ip.fragment` set. `ip.protocol` is then that
 * of the bytes at the start of the region.
 */
export function skipExtensionHeaders(region: Region, ip: IpHeader): Fault | null {
  while (!ip.fragment && isExtension(ip)) {
    const length = extensionLength(region, ip.protocol);
    if (length > region.length) {
      const message = `expected extension header ${ip.protocol} with up to ${region.length} bytes, found ${length}`;
      return { code: 'ip-extension-header', layer: 'network', message };
    }
    if (ip.protocol === FRAGMENT) readFragmentHeader(region, ip);
    ip.protocol = region.bytes[region.start] as number;
    region.start += length;
  }
  return null;
}

/** Is the protocol of `ip` one of the headers that `skipExtensionHeaders` steps over? */
export function isExtension(ip: IpHeader): boolean {
  if (ip.protocol === PROTOCOL.AH) return true;
  return ip.family === 6 && IPV6_EXTENSIONS.has(ip.protocol);
}

/** Length in octets of the extension header `protocol` at the start of the region. */
export function extensionLength(region: Region, protocol: number): number {
  if (protocol === FRAGMENT || region.length < 2) return 8;
  const units = region.bytes[region.start + 1] as number;
  return protocol === PROTOCOL.AH ? (units + 2) * 4 : (units + 1) * 8;
}

/** RFC 8200 §4.5; an atomic fragment (RFC 6946) is a whole datagram. */
function readFragmentHeader(region: Region, ip: IpHeader): void {
  const field = readU16(region.bytes, region.start + 2);
  ip.fragmentOffset = field & 0xfff8;
  ip.moreFragments = (field & 1) !== 0;
  ip.fragmentId = readU32(region.bytes, region.start + 4);
  ip.fragment = ip.moreFragments || ip.fragmentOffset !== 0;
}

/** The Fragment header of IPv6 (RFC 8200 §4.5). */
export const FRAGMENT = 44;
/** Hop-by-hop options, routing, fragment, destination options, mobility, HIP, Shim6. */
const IPV6_EXTENSIONS: ReadonlySet<number> = new Set([0, 43, FRAGMENT, 60, 135, 139, 140]);
