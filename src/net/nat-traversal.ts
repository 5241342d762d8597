import { readU32 } from '../bytes/read.ts';
import type { Region } from './region.ts';

/** UDP port of IKE and of UDP-encapsulated ESP (RFC 3948). */
export const NAT_TRAVERSAL_PORT = 4500;

/** What a payload on port 4500 is: ESP, IKE behind the non-ESP marker, or a keep-alive (RFC 3948 §2). */
export type NatTraversalKind = 'esp' | 'ike' | 'keep-alive';

/** Tells by the first bytes what a payload on port 4500 is; too short for ESP counts as keep-alive. */
export function natTraversalKind(region: Region): NatTraversalKind {
  if (region.length < 4) return 'keep-alive';
  if (readU32(region.bytes, region.start) === 0) return 'ike';
  return region.length < 8 ? 'keep-alive' : 'esp';
}
