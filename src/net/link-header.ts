import { readU16, readU32, readU32LE } from '../bytes/read.ts';
import type { CaptureRecord } from '../model/capture.ts';
import { writeU16 } from './correct-checksums.ts';
import { PROTOCOL } from './datagram.ts';
import { linkDecoder } from './link.ts';

/** Where IP begins in a frame. */
export interface LinkStart {
  readonly offset: number;
  /** 4 or 41: IP of either version as a protocol of IP. */
  readonly protocol: number;
}

/** Where IP begins in a frame; null when it holds none. */
export function linkStart({ linkType, data }: CaptureRecord): LinkStart | null {
  const network = { etherType: 0, offset: 0 };
  linkDecoder(linkType)?.(data, network);
  const { etherType, offset } = network;
  if (etherType !== IPV4 && etherType !== IPV6) return null;
  return { offset, protocol: etherType === IPV4 ? PROTOCOL.IPV4 : PROTOCOL.IPV6 };
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
  writePppoeLength(header, length);
  const before = protocol === PROTOCOL.IPV4 ? 4 : 6;
  return before === family || changeFamily(header, linkType, before) ? header : null;
}

/** PPPoE (RFC 2516 §4) is the one header of this layer that says how long the packet is. */
function writePppoeLength(header: Uint8Array, length: number): void {
  const start = header.length - PPPOE_AND_PPP;
  if (start < 2 || readU16(header, start - 2) !== PPPOE_SESSION || readU16(header, start) !== 0x1100) return;
  writeU16(header, start + 4, 2 + length);
}

function changeFamily(header: Uint8Array, linkType: number, before: 4 | 6): boolean {
  if (RAW.has(linkType)) return true;
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

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const PPPOE_SESSION = 0x8864;
const PPPOE_AND_PPP = 8;
/** EtherTypes, and protocols of PPP, of IPv4 and IPv6. */
const TYPES: readonly (readonly [number, number])[] = [
  [IPV4, IPV6],
  [0x0021, 0x0057],
];
/** LINKTYPE_ values (tcpdump.org/linktypes.html). */
const NULL = 0;
const LOOP = 108;
const LINUX_COOKED_2 = 276;
/** Link types without a header where the packet itself tells its version. */
const RAW: ReadonlySet<number> = new Set([12, 14, 101]);
const AF_INET = 2;
/** As macOS has it. */
const AF_INET6 = 30;
