import { readU8 } from '../../bytes/read.ts';
import { PROTOCOL } from '../packet/datagram.ts';
import type { Region } from '../packet/region.ts';

/**
 * Is this an ICMP or ICMPv6 error that quotes an ESP packet (RFC 792, RFC 4443 §3)? What it quotes is an echo of a
 * packet that was sent before: it tells of a fault on the way, and is no packet of an SA.
 */
export function quotesEsp(region: Region, protocol: number): boolean {
  const { bytes, start } = region;
  if (region.length < 8) return false;
  const type = readU8(bytes, start);
  const quoted = start + 8;
  if (protocol === PROTOCOL.ICMP)
    return ICMP_ERRORS.has(type) && region.length >= 28 && readU8(bytes, quoted + 9) === PROTOCOL.ESP;
  const isError = type >= 1 && type <= 4;
  return isError && region.length >= 48 && readU8(bytes, quoted + 6) === PROTOCOL.ESP;
}

/** Destination unreachable, source quench, redirect, time exceeded, parameter problem. */
const ICMP_ERRORS: ReadonlySet<number> = new Set([3, 4, 5, 11, 12]);
