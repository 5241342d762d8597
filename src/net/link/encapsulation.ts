import { readU8, readU16 } from '../../bytes/read.ts';
import { ETHER_TYPE, etherTypeOnly, MAX_LENGTH, type NetworkStart, NO_NETWORK } from './network-start.ts';

/**
 * Steps over what may stand between a link layer, or the header of a tunnel, and IP: VLAN tags, VN-Tags, MPLS labels,
 * PPPoE, PPP, LLC with SNAP, Ethernet within one of these; in any order and number. `found.etherType` is then that of
 * IPv4 or IPv6, another one, or a value of `NO_NETWORK`. Reads nothing at or after `end`.
 */
export function reachNetwork(bytes: Uint8Array, end: number, found: NetworkStart): void {
  // Each step advances the offset, so the loop ends.
  while (step(bytes, end, found));
}

/**
 * Does an Ethernet frame begin here? Checks the EtherType and, for IP, the version. For places without a header that
 * tells.
 */
export function looksLikeEthernet(bytes: Uint8Array, offset: number, end: number): boolean {
  if (offset + 15 > end) return false;
  const version = readU8(bytes, offset + 14) >> 4;
  switch (readU16(bytes, offset + 12)) {
    case ETHER_TYPE.IPV4:
      return version === 4;
    case ETHER_TYPE.IPV6:
      return version === 6;
    case ETHER_TYPE.ARP:
    case ETHER_TYPE.VLAN:
    case ETHER_TYPE.PROVIDER_VLAN:
    case ETHER_TYPE.MPLS:
    case ETHER_TYPE.PPPOE_SESSION:
    case ETHER_TYPE.VN_TAG:
      return true;
    default:
      return false;
  }
}

/** Skips one header; false if there are no more. */
function step(bytes: Uint8Array, end: number, found: NetworkStart): boolean {
  switch (found.etherType) {
    case ETHER_TYPE.IPV4:
    case ETHER_TYPE.IPV6:
      return false;
    case ETHER_TYPE.VLAN:
    case ETHER_TYPE.PROVIDER_VLAN:
    case ETHER_TYPE.OLD_PROVIDER_VLAN:
    case ETHER_TYPE.OLD_PROVIDER_VLAN_2:
      return etherTypeAt(bytes, end, found, 2, 4);
    case ETHER_TYPE.VN_TAG:
      found.vnTags++;
      return etherTypeAt(bytes, end, found, 4, 6);
    case ETHER_TYPE.MPLS:
    case ETHER_TYPE.MPLS_UPSTREAM:
      return mpls(bytes, end, found);
    case ETHER_TYPE.PPPOE_SESSION:
      return pppoe(bytes, end, found);
    case ETHER_TYPE.PPP:
      return ppp(bytes, end, found);
    case ETHER_TYPE.ETHERNET:
      return etherTypeAt(bytes, end, found, 12, 14);
    default:
      return found.etherType >= 0 && found.etherType <= MAX_LENGTH && llc(bytes, end, found);
  }
}

/** A header of `length` octets with an EtherType `at` octets from its start. */
function etherTypeAt(
  bytes: Uint8Array,
  end: number,
  found: NetworkStart,
  at: number,
  length: number,
): boolean {
  if (found.offset + length > end) return stop(found, NO_NETWORK.TOO_SHORT);
  found.etherType = readU16(bytes, found.offset + at);
  found.offset += length;
  return true;
}

/**
 * MPLS labels up to the bottom of the stack (RFC 3032 §2.1). Nothing says what follows but its first nibble: IPv4,
 * IPv6, or 0 of a pseudowire's control word before an Ethernet frame (RFC 4385 §3, RFC 4448 §4.6). Many Ethernet
 * pseudowires have no control word, so the place of the EtherType has the last word.
 */
function mpls(bytes: Uint8Array, end: number, found: NetworkStart): boolean {
  let { offset } = found;
  let bottom = false;
  for (; !bottom; offset += 4) {
    if (offset + 4 > end) return stop(found, NO_NETWORK.TOO_SHORT);
    bottom = (readU8(bytes, offset + 2) & 1) !== 0;
  }
  if (offset >= end) return stop(found, NO_NETWORK.TOO_SHORT);
  found.offset = offset;
  const nibble = readU8(bytes, offset) >> 4;
  if (nibble === 4 && (readU8(bytes, offset) & 15) >= 5) return stop(found, ETHER_TYPE.IPV4);
  if (nibble === 6 && !looksLikeEthernet(bytes, offset, end)) return stop(found, ETHER_TYPE.IPV6);
  if (nibble === 0 && (looksLikeEthernet(bytes, offset + 4, end) || !looksLikeEthernet(bytes, offset, end)))
    found.offset += 4;
  found.etherType = ETHER_TYPE.ETHERNET;
  return true;
}

/** PPPoE session (RFC 2516 §4): version and type 1, code 0, session, length, then PPP. */
function pppoe(bytes: Uint8Array, end: number, found: NetworkStart): boolean {
  const { offset } = found;
  if (offset + 6 > end) return stop(found, NO_NETWORK.TOO_SHORT);
  if (readU16(bytes, offset) !== 0x1100) return stop(found, NO_NETWORK.NOT_IP);
  found.offset += 6;
  found.etherType = ETHER_TYPE.PPP;
  return true;
}

/**
 * PPP: address and control may be left out (RFC 1661 §6.6), and the first octet of the protocol if it is 0
 * (§6.5): every protocol ends with an odd octet, and only its last one is odd.
 */
function ppp(bytes: Uint8Array, end: number, found: NetworkStart): boolean {
  let { offset } = found;
  if (offset + 2 <= end && readU16(bytes, offset) === 0xff03) offset += 2;
  if (offset >= end) return stop(found, NO_NETWORK.TOO_SHORT);
  const compressed = (readU8(bytes, offset) & 1) === 1;
  if (!compressed && offset + 2 > end) return stop(found, NO_NETWORK.TOO_SHORT);
  const protocol = compressed ? readU8(bytes, offset) : readU16(bytes, offset);
  found.offset = offset + (compressed ? 1 : 2);
  found.etherType = PPP_PROTOCOLS.get(protocol) ?? NO_NETWORK.NOT_IP;
  return true;
}

/** LLC (IEEE 802.2): SNAP with an EtherType (RFC 1042, IEEE 802.1H), or the rare SAP of IP. */
function llc(bytes: Uint8Array, end: number, found: NetworkStart): boolean {
  const { offset } = found;
  if (offset + 3 > end) return stop(found, NO_NETWORK.TOO_SHORT);
  const saps = readU16(bytes, offset);
  if (readU8(bytes, offset + 2) !== UNNUMBERED_INFORMATION) return stop(found, NO_NETWORK.NOT_IP);
  if (saps === IP_SAPS) {
    found.offset += 3;
    return stop(found, ETHER_TYPE.IPV4);
  }
  if (saps !== SNAP_SAPS) return stop(found, NO_NETWORK.NOT_IP);
  if (offset + 8 > end) return stop(found, NO_NETWORK.TOO_SHORT);
  const organisation = (readU8(bytes, offset + 3) << 16) | readU16(bytes, offset + 4);
  if (organisation !== 0 && organisation !== BRIDGE_TUNNEL) return stop(found, NO_NETWORK.NOT_IP);
  found.etherType = etherTypeOnly(readU16(bytes, offset + 6));
  found.offset += 8;
  return true;
}

function stop(found: NetworkStart, etherType: number): false {
  found.etherType = etherType;
  return false;
}

const UNNUMBERED_INFORMATION = 3;
const SNAP_SAPS = 0xaaaa;
const IP_SAPS = 0x0606;
const BRIDGE_TUNNEL = 0x0000f8;
/** IANA ppp-numbers: IPv4, IPv6, MPLS unicast and multicast. */
const PPP_PROTOCOLS: ReadonlyMap<number, number> = new Map<number, number>([
  [0x0021, ETHER_TYPE.IPV4],
  [0x0057, ETHER_TYPE.IPV6],
  [0x0281, ETHER_TYPE.MPLS],
  [0x0283, ETHER_TYPE.MPLS_UPSTREAM],
]);
