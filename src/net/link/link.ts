import { readU8, readU16, readU32, readU32LE } from '../../bytes/read.ts';
import { reachNetwork } from './encapsulation.ts';
import { avs, ieee80211, prism, radiotap } from './ieee80211.ts';
import { nflog, oldPktap, pktap, ppi } from './link-wrappers.ts';
import { ETHER_TYPE, type NetworkStart, NO_NETWORK } from './network-start.ts';

/**
 * Finds the network layer of a captured frame whatever its LINKTYPE_ value (tcpdump.org/linktypes.html):
 * `found.etherType` is that of IPv4 or IPv6, another one, or a value of `NO_NETWORK`.
 */
export function findNetwork(linkType: number, frame: Uint8Array, found: NetworkStart): void {
  const decodeLink = LINK_DECODERS.get(linkType);
  if (decodeLink === undefined) unknown(linkType, found);
  else decodeLink(frame, 0, frame.length, found);
  const { etherType } = found;
  // The case of nearly every frame.
  if (etherType === ETHER_TYPE.IPV4 || etherType === ETHER_TYPE.IPV6) return;
  if (etherType === NO_NETWORK.INNER_LINK) enterInnerLink(frame, frame.length, found);
  else reachNetwork(frame, frame.length, found);
}

/**
 * Finds the network layer of a frame of `found.linkType` at `found.offset`, which stands within another frame.
 * Wrappers within wrappers are unknown.
 */
export function enterInnerLink(bytes: Uint8Array, end: number, found: NetworkStart): void {
  const decodeLink = LINK_DECODERS.get(found.linkType);
  if (decodeLink === undefined) unknown(found.linkType, found);
  else decodeLink(bytes, found.offset, end, found);
  if (found.etherType === NO_NETWORK.INNER_LINK) unknown(found.linkType, found);
  reachNetwork(bytes, end, found);
}

/** Reads the link header at `offset`; nothing at or after `end` is read. */
type LinkDecoder = (bytes: Uint8Array, offset: number, end: number, found: NetworkStart) => void;

const LINK_DECODERS: ReadonlyMap<number, LinkDecoder> = new Map<number, LinkDecoder>([
  [0, addressFamily],
  [1, ethernet],
  [9, starting(ETHER_TYPE.PPP, 0)],
  [12, rawIp],
  [14, rawIp],
  [50, pppHdlc],
  [51, starting(ETHER_TYPE.PPPOE_SESSION, 0)],
  [100, starting(0, 0)],
  [101, rawIp],
  [104, ciscoHdlc],
  [105, ieee80211],
  [108, addressFamily],
  [109, openBsdEnc],
  [113, linuxCooked],
  [119, prism],
  [127, radiotap],
  [149, oldPktap],
  [163, avs],
  // One octet for the direction, before PPP and in the place of its address.
  [166, starting(ETHER_TYPE.PPP, 2)],
  [204, starting(ETHER_TYPE.PPP, 1)],
  [192, ppi],
  [219, starting(ETHER_TYPE.MPLS, 0)],
  [228, rawIp],
  [229, rawIp],
  [239, nflog],
  [252, upperPdu],
  [258, pktap],
  [276, linuxCooked2],
]);

function ethernet(bytes: Uint8Array, offset: number, end: number, found: NetworkStart): void {
  etherTypeAt(bytes, offset + 12, offset + 14, end, found);
}

/** LINKTYPE_LINUX_SLL: 16 octets, the protocol last. */
function linuxCooked(bytes: Uint8Array, offset: number, end: number, found: NetworkStart): void {
  etherTypeAt(bytes, offset + 14, offset + 16, end, found);
}

/** LINKTYPE_LINUX_SLL2: 20 octets, the protocol first. */
function linuxCooked2(bytes: Uint8Array, offset: number, end: number, found: NetworkStart): void {
  etherTypeAt(bytes, offset, offset + 20, end, found);
}

/** LINKTYPE_C_HDLC: address, control, EtherType. */
function ciscoHdlc(bytes: Uint8Array, offset: number, end: number, found: NetworkStart): void {
  etherTypeAt(bytes, offset + 2, offset + 4, end, found);
}

/** LINKTYPE_PPP_HDLC: the address tells PPP from Cisco's framing (0x0f to one, 0x8f to all). */
function pppHdlc(bytes: Uint8Array, offset: number, end: number, found: NetworkStart): void {
  const address = offset < end ? readU8(bytes, offset) : 0;
  found.etherType = ETHER_TYPE.PPP;
  found.offset = offset;
  if (address === 0x0f || address === 0x8f) ciscoHdlc(bytes, offset, end, found);
}

/** A header of `length` octets before a fixed protocol. */
function starting(etherType: number, length: number): LinkDecoder {
  return (_bytes, offset, end, found) => {
    found.offset = offset + length;
    found.etherType = found.offset <= end ? etherType : NO_NETWORK.TOO_SHORT;
  };
}

/** Only the IP version tells IPv4 from IPv6. */
function rawIp(bytes: Uint8Array, offset: number, end: number, found: NetworkStart): void {
  found.offset = offset;
  if (offset >= end) found.etherType = NO_NETWORK.TOO_SHORT;
  else found.etherType = readU8(bytes, offset) >> 4 === 6 ? ETHER_TYPE.IPV6 : ETHER_TYPE.IPV4;
}

/** LINKTYPE_NULL and LINKTYPE_LOOP: an address family in the byte order of the machine that captured. */
function addressFamily(bytes: Uint8Array, offset: number, end: number, found: NetworkStart): void {
  behindFamily(bytes, offset, end, 4, found);
}

/** LINKTYPE_ENC: address family, SPI, flags. */
function openBsdEnc(bytes: Uint8Array, offset: number, end: number, found: NetworkStart): void {
  behindFamily(bytes, offset, end, 12, found);
}

function behindFamily(
  bytes: Uint8Array,
  offset: number,
  end: number,
  length: number,
  found: NetworkStart,
): void {
  found.offset = offset + length;
  if (found.offset > end) {
    found.etherType = NO_NETWORK.TOO_SHORT;
    return;
  }
  const family = Math.min(readU32(bytes, offset), readU32LE(bytes, offset));
  if (family === AF_INET) found.etherType = ETHER_TYPE.IPV4;
  else found.etherType = AF_INET6.includes(family) ? ETHER_TYPE.IPV6 : NO_NETWORK.NOT_IP;
}

/** LINKTYPE_WIRESHARK_UPPER_PDU: left to `readUpperPdu`. */
function upperPdu(_bytes: Uint8Array, offset: number, _end: number, found: NetworkStart): void {
  found.etherType = NO_NETWORK.UPPER_PDU;
  found.offset = offset;
}

function etherTypeAt(
  bytes: Uint8Array,
  typeOffset: number,
  headerEnd: number,
  end: number,
  found: NetworkStart,
): void {
  found.etherType = headerEnd <= end ? readU16(bytes, typeOffset) : NO_NETWORK.TOO_SHORT;
  found.offset = headerEnd;
}

function unknown(linkType: number, found: NetworkStart): void {
  found.etherType = NO_NETWORK.UNKNOWN_LINK;
  found.linkType = linkType;
}

const AF_INET = 2;
/** NetBSD and OpenBSD, FreeBSD, macOS. */
const AF_INET6: readonly number[] = [24, 28, 30];
