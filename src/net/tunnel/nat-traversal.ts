import { readU8, readU32 } from '../../bytes/read.ts';
import type { Region } from '../packet/region.ts';

/** UDP port of IKE and of UDP-encapsulated ESP (RFC 3948); TCP port of both (RFC 9329). */
export const NAT_TRAVERSAL_PORT = 4500;

/** What a payload on port 4500 is: ESP, IKE after the non-ESP marker, or a keep-alive (RFC 3948 §2). */
type NatTraversalKind = 'esp' | 'ike' | 'keep-alive';

/** Tells by the first bytes what a payload on port 4500 is; too short for ESP counts as keep-alive. */
export function natTraversalKind(region: Region): NatTraversalKind {
  if (region.length < 4) return 'keep-alive';
  if (readU32(region.bytes, region.start) === 0) return 'ike';
  return region.length < 8 ? 'keep-alive' : 'esp';
}

/** Is this the one octet that keeps a NAT binding alive (RFC 3948 §2.3)? */
export function isKeepAlive(region: Region): boolean {
  return region.length === 1 && readU8(region.bytes, region.start) === 0xff;
}

/**
 * Does a message of IKE version 1 or 2 begin `offset` octets from the region's start? Its length field must agree
 * with the region (RFC 2408 §3.1, RFC 7296 §3.1).
 */
export function isIke(region: Region, offset: number): boolean {
  const { bytes, start } = region;
  if (region.length < offset + 28) return false;
  const version = readU8(bytes, start + offset + 17) >> 4;
  if (version !== 1 && version !== 2) return false;
  return readU32(bytes, start + offset + 24) === region.length + region.missing - offset;
}

/** Does a TCP stream of IKE and ESP begin here (RFC 9329 §4: the prefix "IKETCP")? */
export function beginsIkeInTcp(region: Region): boolean {
  const { bytes, start } = region;
  return (
    region.length >= 6 &&
    readU32(bytes, start) === IKET &&
    bytes[start + 4] === 0x43 &&
    bytes[start + 5] === 0x50
  );
}

const IKET = 0x494b4554;
