import { readU8, readU16 } from '../../bytes/read.ts';
import { PROTOCOL } from '../../net/packet/datagram.ts';
import { KNOWN_LAYOUTS, type NullLayout } from '../crypto/packet-protection.ts';
import {
  type AddressFields,
  addressesIn,
  isIpv4HeaderChecksum,
  isTransportChecksum,
} from './plausibility.ts';
import type { Trailer } from './trailer.ts';

/** Most octets of padding: alignment to 4 needs at most three, but some stacks pad to the block of a cipher. */
const LONGEST_PADDING = 15;

/**
 * Is an ESP packet of an unknown SA unencrypted? Returns the layout of its ICV and IV and fills `trailer`; null if it
 * is encrypted. The packet needs monotone padding, a known next header, and an exact length field or checksum: of
 * random octets fewer than one packet in 2^30 passes, so encrypted packets are not taken for unencrypted ones.
 */
export function findNullLayout(
  bytes: Uint8Array,
  start: number,
  end: number,
  around: AddressFields,
  trailer: Trailer,
): NullLayout | null {
  for (const layout of KNOWN_LAYOUTS) {
    const bodyStart = start + layout.headerLength;
    if (!trailer.read(bytes, bodyStart, end - layout.icvLength)) continue;
    if (!trailer.monotone || end - layout.icvLength - 2 - trailer.payloadEnd > LONGEST_PADDING) continue;
    if (isCertainPayload(trailer.nextHeader, bytes, bodyStart, trailer.payloadEnd, around)) return layout;
  }
  return null;
}

function isCertainPayload(
  nextHeader: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  around: AddressFields,
): boolean {
  switch (nextHeader) {
    case PROTOCOL.UDP:
      return isCertainUdp(bytes, start, end, around);
    case PROTOCOL.TCP:
      return isCertainTcp(bytes, start, end, around);
    case PROTOCOL.IPV4:
      return isCertainIpv4(bytes, start, end);
    case PROTOCOL.IPV6:
      return isCertainIpv6(bytes, start, end);
    default:
      return false;
  }
}

/** Is the length exact, and the checksum right or, over IPv4 only, unused (RFC 768, RFC 8200 §8.1)? */
function isCertainUdp(bytes: Uint8Array, start: number, end: number, around: AddressFields): boolean {
  if (end - start < 8 || readU16(bytes, start + 4) !== end - start) return false;
  if (readU16(bytes, start + 6) === 0) return around.family === 4;
  return isTransportChecksum(PROTOCOL.UDP, bytes, start, end, around);
}

function isCertainTcp(bytes: Uint8Array, start: number, end: number, around: AddressFields): boolean {
  if (end - start < 20) return false;
  const headerLength = (readU8(bytes, start + 12) >> 4) * 4;
  const reserved = readU8(bytes, start + 12) & 0x0e;
  if (reserved !== 0 || headerLength < 20 || headerLength > end - start) return false;
  return isTransportChecksum(PROTOCOL.TCP, bytes, start, end, around);
}

function isCertainIpv4(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 20 || readU8(bytes, start) !== 0x45) return false;
  return readU16(bytes, start + 2) === end - start && isIpv4HeaderChecksum(bytes, start, 20);
}

/** An IPv6 header has no checksum: the length must be exact, and UDP or TCP with a right checksum must follow. */
function isCertainIpv6(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 40 || readU8(bytes, start) >> 4 !== 6) return false;
  if (readU16(bytes, start + 4) !== end - start - 40) return false;
  const around = addressesIn(bytes, start + 8, start + 24, 6);
  const nextHeader = readU8(bytes, start + 6);
  if (nextHeader === PROTOCOL.UDP) return isCertainUdp(bytes, start + 40, end, around);
  return nextHeader === PROTOCOL.TCP && isCertainTcp(bytes, start + 40, end, around);
}
