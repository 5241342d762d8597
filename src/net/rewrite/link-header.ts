import { readU16, readU32, readU32LE } from '../../bytes/read.ts';
import type { CaptureRecord } from '../../model/capture.ts';
import { findNetwork } from '../link/link.ts';
import { ETHER_TYPE, MAX_LENGTH, networkStart } from '../link/network-start.ts';
import { PROTOCOL } from '../packet/datagram.ts';
import { writeU16 } from './correct-checksums.ts';

/** Where IP begins in a frame. */
export interface LinkStart {
  readonly offset: number;
  /** 4 or 41: IP of either version as a protocol of IP. */
  readonly protocol: number;
}

/** Where IP begins in a frame; null when it holds none. */
export function linkStart({ linkType, data }: CaptureRecord): LinkStart | null {
  const network = networkStart();
  findNetwork(linkType, data, network);
  const { etherType, offset } = network;
  if (etherType === ETHER_TYPE.IPV4) return { offset, protocol: PROTOCOL.IPV4 };
  return etherType === ETHER_TYPE.IPV6 ? { offset, protocol: PROTOCOL.IPV6 } : null;
}

/**
 * The link header of a frame for another IP packet: of `family`, `length` octets long. Null when the link type does
 * not have a place to say which version of IP follows.
 */
export function linkHeader(
  { linkType, data }: CaptureRecord,
  { offset, protocol }: LinkStart,
  family: 4 | 6,
  length: number,
): Uint8Array | null {
  const header = data.slice(0, offset);
  if (!writePacketLength(header, offset, linkType, length)) return null;
  const before = protocol === PROTOCOL.IPV4 ? 4 : 6;
  return before === family || changeFamily(header, linkType, before) ? header : null;
}

/**
 * Corrects what the link header at the start of `frame`, `header` octets long, says about the length of the packet behind
 * it, if it says anything; false if the packet is too long for that.
 */
export function writePacketLength(
  frame: Uint8Array,
  header: number,
  linkType: number,
  length: number,
): boolean {
  if (linkType === NFLOG) return writeNflogLength(frame, header, length);
  if (linkType === ETHERNET && header > LLC && readU16(frame, 12) <= MAX_LENGTH) {
    // IEEE 802.3: what is in the place of an EtherType is the length of LLC, SNAP and packet.
    const whole = header - LLC + length;
    writeU16(frame, 12, whole);
    return whole <= MAX_LENGTH;
  }
  const pppoe = header - PPPOE_AND_PPP;
  const isPppoe = pppoe >= 2 && readU16(frame, pppoe - 2) === ETHER_TYPE.PPPOE_SESSION;
  if (isPppoe && readU16(frame, pppoe) === 0x1100) writeU16(frame, pppoe + 4, 2 + length);
  return true;
}

/** The packet is the value of the last TLV, whose numbers are in the byte order of the machine that captured. */
function writeNflogLength(frame: Uint8Array, header: number, length: number): boolean {
  const at = header - 4;
  const view = new DataView(frame.buffer, frame.byteOffset);
  const isLittleEndian = at >= 0 && view.getUint16(at + 2, true) === NFLOG_PAYLOAD;
  if (at < 0 || 4 + length > 0xffff) return false;
  view.setUint16(at, 4 + length, isLittleEndian);
  return true;
}

function changeFamily(header: Uint8Array, linkType: number, before: 4 | 6): boolean {
  if (RAW.has(linkType)) return true;
  if (linkType === NFLOG) {
    header[0] = before === 4 ? AF_INET6_LINUX : AF_INET;
    return true;
  }
  if (linkType === NULL || linkType === LOOP) return changeAddressFamily(header, before);
  const last = header.length - 2;
  const places = linkType === LINUX_COOKED_2 ? [last, 0] : [last];
  for (const [four, six] of TYPES) {
    const [from, to] = before === 4 ? [four, six] : [six, four];
    const place = places.find(at => at >= 0 && readU16(header, at) === from);
    if (place === undefined) continue;
    writeU16(header, place, to);
    return true;
  }
  return false;
}

/** In the byte order that it has, which is that of the machine that captured. */
function changeAddressFamily(header: Uint8Array, before: 4 | 6): boolean {
  const isBigEndian = readU32(header, 0) < readU32LE(header, 0);
  new DataView(header.buffer).setUint32(0, before === 4 ? AF_INET6 : AF_INET, !isBigEndian);
  return true;
}

const PPPOE_AND_PPP = 8;
/** Where LLC begins after addresses and length. */
const LLC = 14;
/** NFULA_PAYLOAD. */
const NFLOG_PAYLOAD = 9;
/** EtherTypes, and protocols of PPP, of IPv4 and IPv6. */
const TYPES: readonly (readonly [number, number])[] = [
  [ETHER_TYPE.IPV4, ETHER_TYPE.IPV6],
  [0x0021, 0x0057],
];
/** LINKTYPE_ values (tcpdump.org/linktypes.html). */
const NULL = 0;
const ETHERNET = 1;
const LOOP = 108;
const NFLOG = 239;
const LINUX_COOKED_2 = 276;
/** Link types without a header where the packet itself tells its version. */
const RAW: ReadonlySet<number> = new Set([12, 14, 101]);
const AF_INET = 2;
/** As macOS has it. */
const AF_INET6 = 30;
const AF_INET6_LINUX = 10;
