import { readU8, readU16 } from '../bytes/read.ts';
import { findNetwork } from './link/link.ts';
import { ETHER_TYPE, networkStart } from './link/network-start.ts';
import { PROTOCOL } from './packet/datagram.ts';

/** The place of the ESP packet in a frame, as offsets. A reused record. */
export interface EspPlace {
  /** Of the source address; the destination follows it. */
  sourceOffset: number;
  addressLength: 4 | 16;
  /** From the SPI to the end of the ICV. */
  start: number;
  end: number;
}

/** An empty place. */
export function espPlace(): EspPlace {
  return { sourceOffset: 0, addressLength: 4, start: 0, end: 0 };
}

const LINKTYPE_ETHERNET = 1;
const ETHERNET_HEADER = 14;

const network = networkStart();

/**
 * Finds the ESP packet of a plain frame, the octets of `bytes` from `from` to `to`, none of which is missing: link layer,
 * one sound IP header, ESP, not a fragment. False for all others, which need the decoder. It has no state and reports
 * nothing, so it may look ahead.
 */
export function peekEsp(
  linkType: number,
  bytes: Uint8Array,
  from: number,
  to: number,
  place: EspPlace,
): boolean {
  if (linkType === LINKTYPE_ETHERNET && from + ETHERNET_HEADER <= to) {
    const etherType = readU16(bytes, from + 12);
    if (etherType === ETHER_TYPE.IPV4) return peekIpv4(bytes, from + ETHERNET_HEADER, to, place);
    if (etherType === ETHER_TYPE.IPV6) return peekIpv6(bytes, from + ETHERNET_HEADER, to, place);
  }
  const { vnTags } = network;
  findNetwork(linkType, bytes.subarray(from, to), network);
  if (network.vnTags !== vnTags) return false;
  if (network.etherType === ETHER_TYPE.IPV4) return peekIpv4(bytes, from + network.offset, to, place);
  return network.etherType === ETHER_TYPE.IPV6 && peekIpv6(bytes, from + network.offset, to, place);
}

function peekIpv4(bytes: Uint8Array, ip: number, to: number, place: EspPlace): boolean {
  if (ip + 20 > to || readU8(bytes, ip + 9) !== PROTOCOL.ESP) return false;
  const first = readU8(bytes, ip);
  if (first >> 4 !== 4 || (first & 15) < 5 || (readU16(bytes, ip + 6) & 0x3fff) !== 0) return false;
  place.sourceOffset = ip + 12;
  place.addressLength = 4;
  place.start = ip + (first & 15) * 4;
  place.end = ip + readU16(bytes, ip + 2);
  return place.start < place.end && place.end <= to;
}

function peekIpv6(bytes: Uint8Array, ip: number, to: number, place: EspPlace): boolean {
  if (ip + 40 > to || readU8(bytes, ip + 6) !== PROTOCOL.ESP || readU8(bytes, ip) >> 4 !== 6) return false;
  place.sourceOffset = ip + 8;
  place.addressLength = 16;
  place.start = ip + 40;
  place.end = ip + 40 + readU16(bytes, ip + 4);
  return place.start < place.end && place.end <= to;
}
