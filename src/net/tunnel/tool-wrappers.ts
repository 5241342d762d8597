import { readU8, readU16 } from '../../bytes/read.ts';
import { fillsRegion } from '../ip/ip.ts';
import { addWords, isChecksumSum } from '../packet/checksum.ts';
import { PROTOCOL } from '../packet/datagram.ts';
import { Region } from '../packet/region.ts';

/*
 * What tools that read a phone put around its packets in UDP: nothing but the IP packet itself (scat, `PcapWriter`:
 * user plane to port 47290 by default), or GSMTAP (`gsmtap.h` and `gsmtapv3.h` of libosmocore).
 */

/**
 * Is this UDP payload exactly one IP packet? Its length must be that of the payload. IPv4 must also have a right header
 * checksum, IPv6 a known protocol, and UDP inside a length that fits.
 */
export function isBareIp(region: Region): boolean {
  return fillsRegion(region) && (isIpv4(region) ? hasRightChecksum(region) : carriesKnown(region));
}

/** Is this UDP payload on the port of scat an IP packet? Its lengths need only fit. */
export function isIpOnScatPort(region: Region): boolean {
  const { bytes, start } = region;
  if (region.length < 20) return false;
  const wireLength = region.length + region.missing;
  if (isIpv4(region)) return (readU8(bytes, start) & 15) >= 5 && readU16(bytes, start + 2) <= wireLength;
  return readU8(bytes, start) >> 4 === 6 && readU16(bytes, start + 4) + 40 <= wireLength;
}

/** Octets of the GSMTAP header at the region's start, of version 2 or 3; 0 where there is none. */
export function gsmtapHeader(region: Region): number {
  const { bytes, start } = region;
  if (region.length < 16) return 0;
  const version = readU8(bytes, start);
  // Version 3 has 0 after its number, and 16 bits for its length.
  const isVersion3 = version === 3 && readU8(bytes, start + 1) === 0;
  if (version !== 2 && !isVersion3) return 0;
  const length = 4 * (isVersion3 ? readU16(bytes, start + 2) : readU8(bytes, start + 1));
  return length >= (isVersion3 ? 8 : 16) && length <= region.length ? length : 0;
}

/** What GSMTAP carries, as far as it is of interest. */
export type GsmtapContent = 'ip' | 'text' | 'other';

/**
 * Moves the region from a GSMTAP header of `header` octets to the IP packet, or the text, that it carries. The type
 * does not decide: no type stands for IP, so tools take whichever they like. SNDCP has a header of its own before IP
 * (TS 44.065 §7.2: 3 octets acknowledged, 4 unacknowledged).
 */
export function enterGsmtap(region: Region, header: number): GsmtapContent {
  const { bytes, start } = region;
  const isSndcp = readU8(bytes, start) === 2 && readU8(bytes, start + 2) === GB_SNDCP;
  for (const skipped of isSndcp ? SNDCP_HEADERS : NO_HEADER) {
    inside.set(bytes, start + header + skipped, region.end, region.missing);
    if (inside.start > region.end || !isBareIp(inside)) continue;
    region.start = inside.start;
    return 'ip';
  }
  region.start += header;
  return beginsWithText(region) ? 'text' : 'other';
}

/** Are the first eight octets printable ASCII? */
export function beginsWithText({ bytes, start, end }: Region): boolean {
  if (end - start < 8) return false;
  for (let i = start; i < start + 8; i++) {
    const octet = bytes[i] as number;
    if (octet < 0x20 || octet > 0x7e) return false;
  }
  return true;
}

function isIpv4({ bytes, start }: Region): boolean {
  return readU8(bytes, start) >> 4 === 4;
}

function hasRightChecksum({ bytes, start, end }: Region): boolean {
  const headerEnd = start + (readU8(bytes, start) & 15) * 4;
  return headerEnd <= end && isChecksumSum(addWords(0, bytes, start, headerEnd));
}

function carriesKnown({ bytes, start, end }: Region): boolean {
  if (end - start < 40) return false;
  const protocol = readU8(bytes, start + 6);
  if (protocol === PROTOCOL.UDP && end - start >= 48)
    return readU16(bytes, start + 44) === readU16(bytes, start + 4);
  return KNOWN.has(protocol);
}

/** Behind an IPv6 header: extension headers, and what the tool knows. */
const KNOWN: ReadonlySet<number> = new Set([0, 43, 44, 60, ...Object.values(PROTOCOL)]);
const GB_SNDCP = 9;
const NO_HEADER: readonly number[] = [0];
const SNDCP_HEADERS: readonly number[] = [4, 3, 0];
const inside = new Region();
