import { readU8, readU16 } from '../../bytes/read.ts';
import { ETHER_TYPE, etherTypeOnly, type NetworkStart, NO_NETWORK } from '../link/network-start.ts';
import type { Fault, Region } from '../packet/region.ts';

/*
 * Tunnels in UDP that carry frames: VXLAN, Geneve, TZSP. Each has a check by content, as other things may use its port
 * by chance, and a reader that lets `found` stand at the frame.
 */

/** VXLAN (RFC 7348 §5): the I flag is set, the last reserved octet is 0. */
export function isVxlan(region: Region): boolean {
  const { bytes, start } = region;
  return region.length >= 8 && (readU8(bytes, start) & VXLAN_VNI) !== 0 && readU8(bytes, start + 7) === 0;
}

/** Eight octets, then an Ethernet frame. */
export function enterVxlan(region: Region, found: NetworkStart): Fault | null {
  found.offset = region.start + 8;
  found.etherType = ETHER_TYPE.ETHERNET;
  return null;
}

/** Geneve (RFC 8926 §3.4): version 0; reserved bits, and the octet after the network identifier, are 0. */
export function isGeneve(region: Region): boolean {
  const { bytes, start } = region;
  if (region.length < 8 || readU8(bytes, start) >> 6 !== 0) return false;
  return (readU8(bytes, start + 1) & 0x3f) === 0 && readU8(bytes, start + 7) === 0;
}

/** Eight octets, options in units of 4, then what the EtherType says. */
export function enterGeneve(region: Region, found: NetworkStart): Fault | null {
  const { bytes, start, end } = region;
  found.offset = start + 8 + (readU8(bytes, start) & 0x3f) * 4;
  if (found.offset > end)
    return fault(
      'geneve-header',
      `expected a Geneve header of at most ${end - start} bytes, found ${found.offset - start}`,
    );
  found.etherType = etherTypeOnly(readU16(bytes, start + 2));
  return null;
}

/** TZSP, the remote capture of MikroTik and others: version 1, and a packet received or to be sent. */
export function isTzsp(region: Region): boolean {
  const { bytes, start } = region;
  return region.length >= 5 && readU8(bytes, start) === 1 && readU8(bytes, start + 1) <= 1;
}

/** Version, type, protocol; tags up to the one that ends them; then the frame. */
export function enterTzsp(region: Region, found: NetworkStart): Fault | null {
  const { bytes, start, end } = region;
  let at = start + 4;
  for (;;) {
    if (at >= end)
      return fault('tzsp-header', `expected an end tag in ${end - start} bytes of TZSP, found none`);
    const tag = readU8(bytes, at++);
    if (tag === TZSP_END) break;
    if (tag !== TZSP_PADDING) at += at < end ? 1 + readU8(bytes, at) : 1;
  }
  found.offset = at;
  found.etherType = NO_NETWORK.NOT_IP;
  const linkType = TZSP_LINK_TYPES.get(readU16(bytes, start + 2));
  if (linkType === undefined) return null;
  found.etherType = NO_NETWORK.INNER_LINK;
  found.linkType = linkType;
  return null;
}

function fault(code: string, message: string): Fault {
  return { code, layer: 'network', message };
}

const VXLAN_VNI = 0x08;
const TZSP_PADDING = 0;
const TZSP_END = 1;
/** Ethernet, 802.11, 802.11 with a Prism or an AVS header. */
const TZSP_LINK_TYPES: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [18, 105],
  [119, 119],
  [127, 163],
]);
