import { readU8, readU16, readU16LE, readU32LE } from '../../bytes/read.ts';
import { type NetworkStart, NO_NETWORK } from './network-start.ts';

/*
 * Headers that a capture mechanism puts before a frame of another kind. Each function begins at `offset` and reads
 * nothing at or after `end`.
 */

/** LINKTYPE_PPI: version 0, flags, length, link type; little-endian. */
export function ppi(bytes: Uint8Array, offset: number, end: number, found: NetworkStart): void {
  const length = offset + 8 <= end ? readU16LE(bytes, offset + 2) : 0;
  if (length < 8 || offset + length > end) found.etherType = NO_NETWORK.TOO_SHORT;
  else innerLink(readU32LE(bytes, offset + 4), offset + length, found);
}

/** LINKTYPE_PKTAP, made by macOS and, for an iPhone, by rvictl: length, kind of record (1: packet), link type. */
export function pktap(bytes: Uint8Array, offset: number, end: number, found: NetworkStart): void {
  const length = offset + 12 <= end ? readU32LE(bytes, offset) : 0;
  if (length < 12 || offset + length > end) found.etherType = NO_NETWORK.TOO_SHORT;
  else if (readU32LE(bytes, offset + 4) !== PKTAP_PACKET) found.etherType = NO_NETWORK.NOT_IP;
  else innerLink(readU32LE(bytes, offset + 8), offset + length, found);
}

/**
 * LINKTYPE_USER2, which Apple used for pktap before it had a number: others may use it for anything, so the header
 * must be a credible one.
 */
export function oldPktap(bytes: Uint8Array, offset: number, end: number, found: NetworkStart): void {
  const length = offset + 12 <= end ? readU32LE(bytes, offset) : 0;
  const credible = length >= PKTAP_LENGTH && length <= 1024 && readU32LE(bytes, offset + 4) === PKTAP_PACKET;
  if (credible) pktap(bytes, offset, end, found);
  else {
    found.etherType = NO_NETWORK.UNKNOWN_LINK;
    found.linkType = USER2;
  }
}

/**
 * LINKTYPE_NFLOG: address family, version, resource, then attributes in the byte order of the machine that
 * captured; the packet is one of them.
 */
export function nflog(bytes: Uint8Array, offset: number, end: number, found: NetworkStart): void {
  found.etherType = NO_NETWORK.TOO_SHORT;
  if (offset + 8 > end) return;
  const family = readU8(bytes, offset);
  const littleEndian = readU16LE(bytes, offset + 6) < 256;
  for (let at = offset + 4; at + 4 <= end; ) {
    const length = littleEndian ? readU16LE(bytes, at) : readU16(bytes, at);
    const type = littleEndian ? readU16LE(bytes, at + 2) : readU16(bytes, at + 2);
    if (length < 4) return;
    if ((type & NFLOG_TYPE_MASK) === NFLOG_PAYLOAD) {
      if (family === AF_INET || family === AF_INET6) innerLink(RAW, at + 4, found);
      else found.etherType = NO_NETWORK.NOT_IP;
      return;
    }
    at += (length + 3) & ~3;
  }
}

function innerLink(linkType: number, offset: number, found: NetworkStart): void {
  found.etherType = NO_NETWORK.INNER_LINK;
  found.linkType = linkType;
  found.offset = offset;
}

const RAW = 101;
const USER2 = 149;
const PKTAP_PACKET = 1;
/** Of the header as Apple has always written it. */
const PKTAP_LENGTH = 108;
/** NFULA_PAYLOAD, without the two flag bits of netlink attributes. */
const NFLOG_PAYLOAD = 9;
const NFLOG_TYPE_MASK = 0x3fff;
/** Linux. */
const AF_INET = 2;
const AF_INET6 = 10;
