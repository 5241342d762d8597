import { readU8, readU16 } from '../../bytes/read.ts';
import type { SecurityAssociation } from '../../model/security-association.ts';
import { PROTOCOL } from '../../net/packet/datagram.ts';
import { TRAILER_LENGTH } from '../crypto/packet-protection.ts';
import { isAgreed } from '../sa/sa-set.ts';
import { isIpv4HeaderChecksum, isOrdinaryTcp, PLAUSIBILITY, portPlausibility } from './plausibility.ts';

/** Most octets of padding: a cipher block. More is allowed (RFC 4303 §2.4), but rare. */
const LONGEST_PADDING = 15;

/**
 * IP protocol of a payload without a captured trailer; 0 if it cannot be determined. The captured part is `bytes` from
 * `start` to `end`; payload and trailer had `length` octets. With an agreement the ports must be those of the set,
 * unless it is a tunnel; for an SA from the user the headers must agree with the length.
 */
export function cutPayloadProtocol(
  bytes: Uint8Array,
  start: number,
  end: number,
  length: number,
  sa: SecurityAssociation,
): number {
  if (isIpv4(bytes, start, end, length)) return PROTOCOL.IPV4;
  if (isIpv6(bytes, start, end, length)) return PROTOCOL.IPV6;
  if (end - start < 8) return 0;
  if (isAgreed(sa) && portPlausibility(bytes, start, sa) < PLAUSIBILITY.SET_PORTS) return 0;
  if (isLength(readU16(bytes, start + 4), length) && readU16(bytes, start + 4) >= 8) return PROTOCOL.UDP;
  return isOrdinaryTcp(bytes, start, end) ? PROTOCOL.TCP : 0;
}

/**
 * Octets of such a payload, from its length field; TCP has none, so its minimum. Payload and trailer had `length`
 * octets, a multiple of `alignment`.
 */
export function cutPayloadLength(
  protocol: number,
  bytes: Uint8Array,
  start: number,
  length: number,
  alignment: number,
): number {
  switch (protocol) {
    case PROTOCOL.UDP:
      return readU16(bytes, start + 4);
    case PROTOCOL.IPV4:
      return readU16(bytes, start + 2);
    case PROTOCOL.IPV6:
      return 40 + readU16(bytes, start + 4);
    default: {
      const headerLength = (readU8(bytes, start + 12) >> 4) * 4;
      return Math.max(headerLength, length - TRAILER_LENGTH - (alignment - 1));
    }
  }
}

/** Can the payload have that many octets, if the rest is padding and trailer? */
function isLength(payload: number, length: number): boolean {
  const padding = length - TRAILER_LENGTH - payload;
  return padding >= 0 && padding <= LONGEST_PADDING;
}

function isIpv4(bytes: Uint8Array, start: number, end: number, length: number): boolean {
  if (end - start < 20 || readU8(bytes, start) >> 4 !== 4) return false;
  const headerLength = (readU8(bytes, start) & 15) * 4;
  if (headerLength < 20 || !isLength(readU16(bytes, start + 2), length)) return false;
  return end - start < headerLength || isIpv4HeaderChecksum(bytes, start, headerLength);
}

function isIpv6(bytes: Uint8Array, start: number, end: number, length: number): boolean {
  if (end - start < 40 || readU8(bytes, start) >> 4 !== 6) return false;
  return INSIDE_IPV6.has(readU8(bytes, start + 6)) && isLength(40 + readU16(bytes, start + 4), length);
}

/** Hop-by-hop options, TCP, UDP, fragment, ESP, destination options (RFC 8200 §4.1). */
const INSIDE_IPV6: ReadonlySet<number> = new Set([0, 6, 17, 44, 50, 60]);
