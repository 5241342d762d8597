import { readU16, readU32 } from '../../bytes/read.ts';
import { looksLikeEthernet } from '../link/encapsulation.ts';
import { ETHER_TYPE, type NetworkStart, NO_NETWORK } from '../link/network-start.ts';
import type { Fault, Region } from '../packet/region.ts';

/** Is this UDP payload L2TP version 2 or 3, its reserved bits being 0 (RFC 2661 §3.1, RFC 3931 §4.1.2.1)? */
export function isL2tp(region: Region): boolean {
  if (region.length < 6) return false;
  const flags = readU16(region.bytes, region.start);
  const version = flags & 15;
  return (flags & RESERVED) === 0 && (version === 2 || version === 3);
}

/** Lets `found` stand at what L2TP in UDP carries: PPP, or the Ethernet frame of version 3. */
export function enterL2tp(region: Region, found: NetworkStart): Fault | null {
  const { bytes, start } = region;
  const flags = readU16(bytes, start);
  found.etherType = NO_NETWORK.NOT_IP;
  if ((flags & CONTROL) !== 0) return null;
  if ((flags & 15) === 3) return enterSession(region, start + 4, found);
  let at = start + 2 + ((flags & LENGTH) !== 0 ? 2 : 0) + 4 + ((flags & SEQUENCE) !== 0 ? 4 : 0);
  if ((flags & OFFSET) !== 0) at += 2 + (at + 2 <= region.end ? readU16(bytes, at) : 0);
  if (at > region.end) return tooShort(region);
  found.offset = at;
  found.etherType = ETHER_TYPE.PPP;
  return null;
}

/** L2TPv3 directly over IP (RFC 3931 §4.1.1): session 0 is control. */
export function enterL2tpOverIp(region: Region, found: NetworkStart): Fault | null {
  found.etherType = NO_NETWORK.NOT_IP;
  return enterSession(region, region.start, found);
}

/**
 * A session of version 3 has a cookie of 0, 4 or 8 octets and perhaps a sublayer of 4, as the two ends agreed: no
 * header tells. So the Ethernet frame is looked for where it can begin.
 */
function enterSession(region: Region, session: number, found: NetworkStart): Fault | null {
  const { bytes, end } = region;
  if (session + 4 > end) return tooShort(region);
  if (readU32(bytes, session) === 0) return null;
  for (let at = session + 4; at <= session + 4 + MAX_COOKIE + SUBLAYER; at += 4) {
    if (!looksLikeEthernet(bytes, at, end)) continue;
    found.offset = at;
    found.etherType = ETHER_TYPE.ETHERNET;
    return null;
  }
  return null;
}

function tooShort(region: Region): Fault {
  return {
    code: 'l2tp-header',
    layer: 'network',
    message: `expected an L2TP header of at most ${region.length} bytes, found a longer one`,
  };
}

const CONTROL = 0x8000;
const LENGTH = 0x4000;
const SEQUENCE = 0x0800;
const OFFSET = 0x0200;
const RESERVED = 0x34f0;
/** Octets of a cookie: none, four or eight (RFC 3931 §4.1). */
const MAX_COOKIE = 8;
const SUBLAYER = 4;
