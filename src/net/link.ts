import { readU16, readU32, readU32LE } from '../bytes/read.ts';

/** EtherTypes that lead on to IP. */
export const ETHER_TYPE = { IPV4: 0x0800, IPV6: 0x86dd } as const;

/** `NetworkStart.etherType` of a frame that ends inside its link header. */
export const TOO_SHORT = -1;

/** Where the network layer of a frame begins: filled by a link decoder. */
export interface NetworkStart {
  /** EtherType of what follows; 0 when the link type says that it is no IP. */
  etherType: number;
  offset: number;
}

/** Finds the network layer in a captured frame; `found.etherType` is `TOO_SHORT` when there is none. */
export type LinkDecoder = (frame: Uint8Array, found: NetworkStart) => void;

/** The link decoder of a LINKTYPE_ value (tcpdump.org/linktypes.html), or undefined when it is not known. */
export function linkDecoder(linkType: number): LinkDecoder | undefined {
  return LINK_DECODERS.get(linkType);
}

const LINK_DECODERS: ReadonlyMap<number, LinkDecoder> = new Map([
  [0, addressFamily],
  [1, ethernet],
  [12, rawIp],
  [14, rawIp],
  [101, rawIp],
  [108, addressFamily],
  [113, linuxCooked],
  [228, rawIp],
  [229, rawIp],
  [276, linuxCooked2],
]);

function ethernet(frame: Uint8Array, found: NetworkStart): void {
  afterEtherType(frame, 12, 14, found);
}

/** LINKTYPE_LINUX_SLL: 16 octets, the protocol last. */
function linuxCooked(frame: Uint8Array, found: NetworkStart): void {
  afterEtherType(frame, 14, 16, found);
}

/** LINKTYPE_LINUX_SLL2: 20 octets, the protocol first. */
function linuxCooked2(frame: Uint8Array, found: NetworkStart): void {
  afterEtherType(frame, 0, 20, found);
}

/** The IP version is the only thing that tells IPv4 from IPv6. */
function rawIp(frame: Uint8Array, found: NetworkStart): void {
  found.offset = 0;
  if (frame.length === 0) found.etherType = TOO_SHORT;
  else found.etherType = (frame[0] as number) >> 4 === 6 ? ETHER_TYPE.IPV6 : ETHER_TYPE.IPV4;
}

/** LINKTYPE_NULL and LINKTYPE_LOOP: an address family in the byte order of the machine that captured. */
function addressFamily(frame: Uint8Array, found: NetworkStart): void {
  found.offset = 4;
  if (frame.length < 4) {
    found.etherType = TOO_SHORT;
    return;
  }
  const family = Math.min(readU32(frame, 0), readU32LE(frame, 0));
  if (family === AF_INET) found.etherType = ETHER_TYPE.IPV4;
  else found.etherType = AF_INET6.includes(family) ? ETHER_TYPE.IPV6 : 0;
}

/** Reads an EtherType and steps over VLAN tags (IEEE 802.1Q, 802.1ad), however many there are. */
function afterEtherType(
  frame: Uint8Array,
  typeOffset: number,
  headerLength: number,
  found: NetworkStart,
): void {
  let offset = headerLength;
  let etherType = offset <= frame.length ? readU16(frame, typeOffset) : TOO_SHORT;
  while (etherType === 0x8100 || etherType === 0x88a8 || etherType === 0x9100) {
    offset += 4;
    etherType = offset <= frame.length ? readU16(frame, offset - 2) : TOO_SHORT;
  }
  found.etherType = etherType;
  found.offset = offset;
}

const AF_INET = 2;
/** NetBSD and OpenBSD, FreeBSD, macOS. */
const AF_INET6: readonly number[] = [24, 28, 30];
