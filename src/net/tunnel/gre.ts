import { readU8, readU16 } from '../../bytes/read.ts';
import { ETHER_TYPE, etherTypeOnly, type NetworkStart, NO_NETWORK } from '../link/network-start.ts';
import type { Fault, Region } from '../packet/region.ts';

/**
 * Reads a GRE header (RFC 2784, RFC 2890; version 1 of PPTP, RFC 2637 §4.1) at the start of `region` and lets
 * `found` stand at what it carries: IP, an Ethernet frame (NVGRE, RFC 7637), PPP, or a frame mirrored by ERSPAN.
 */
export function enterGre(region: Region, found: NetworkStart): Fault | null {
  const { bytes, start } = region;
  if (region.length < 4) return tooShort(4, region);
  const flags = readU16(bytes, start);
  const protocol = readU16(bytes, start + 2);
  const version = flags & 7;
  if (version > 1) return fault(`expected GRE version 0 or 1, found ${version}`);
  const acknowledged = version === 1 && (flags & ACKNOWLEDGEMENT) !== 0;
  const length =
    4 +
    ((flags & (CHECKSUM | ROUTING)) !== 0 ? 4 : 0) +
    ((flags & KEY) !== 0 ? 4 : 0) +
    ((flags & SEQUENCE) !== 0 ? 4 : 0) +
    (acknowledged ? 4 : 0);
  if (length > region.length) return tooShort(length, region);
  found.offset = start + length;
  // A keep-alive has protocol 0.
  found.etherType = etherTypeOnly(protocol);
  // Source routes are of RFC 1701 only; an acknowledgement of version 1 has no sequence number and no payload.
  if ((flags & ROUTING) !== 0 || (version === 1 && (flags & SEQUENCE) === 0))
    found.etherType = NO_NETWORK.NOT_IP;
  else if (protocol === ERSPAN) return enterErspan((flags & SEQUENCE) === 0 ? 0 : 8, region, found);
  else if (protocol === ERSPAN_3) return enterErspan3(region, found);
  return null;
}

/** Type I has no header at all, type II has one of 8 octets (draft-foschiano-erspan-03 §4). */
function enterErspan(length: number, region: Region, found: NetworkStart): Fault | null {
  if (found.offset + length > region.end) return tooShort(length, region);
  found.offset += length;
  found.etherType = ETHER_TYPE.ETHERNET;
  return null;
}

/** Type III: 12 octets, the last bit announces 8 more; the frame type is Ethernet or IP. */
function enterErspan3(region: Region, found: NetworkStart): Fault | null {
  const { bytes, end } = region;
  const { offset } = found;
  if (offset + 12 > end) return tooShort(12, region);
  const more = (readU8(bytes, offset + 11) & 1) !== 0;
  found.offset = offset + (more ? 20 : 12);
  if (found.offset > end) return tooShort(20, region);
  const frameType = (readU8(bytes, offset + 10) >> 2) & 31;
  if (frameType === ERSPAN_ETHERNET) found.etherType = ETHER_TYPE.ETHERNET;
  else if (frameType === ERSPAN_IP) found.etherType = ipTypeAt(bytes, found.offset, end);
  else found.etherType = NO_NETWORK.NOT_IP;
  return null;
}

function ipTypeAt(bytes: Uint8Array, offset: number, end: number): number {
  if (offset >= end) return NO_NETWORK.TOO_SHORT;
  return readU8(bytes, offset) >> 4 === 6 ? ETHER_TYPE.IPV6 : ETHER_TYPE.IPV4;
}

function tooShort(length: number, region: Region): Fault {
  return fault(`expected a GRE header of ${length} bytes, found ${region.length}`);
}

function fault(message: string): Fault {
  return { code: 'gre-header', layer: 'network', message };
}

const CHECKSUM = 0x8000;
const ROUTING = 0x4000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
const ACKNOWLEDGEMENT = 0x0080;
const ERSPAN = 0x88be;
const ERSPAN_3 = 0x22eb;
const ERSPAN_ETHERNET = 0;
const ERSPAN_IP = 2;
