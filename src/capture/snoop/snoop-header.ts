import { readU32 } from '../../bytes/read.ts';

/** Octets of the file header of snoop (RFC 1761): "snoop" and three zeros, version, datalink type. */
export const SNOOP_FILE_HEADER_LENGTH = 16;

/** Does a file with these first four octets look like snoop? */
export function isSnoopMagic(start: Uint8Array): boolean {
  return readU32(start, 0) === SNOO;
}

/** The file header of snoop. All its numbers are big-endian. */
export interface SnoopFileHeader {
  /** Is the rest of the magic number there, too? */
  readonly isSnoop: boolean;
  readonly version: number;
  /** The datalink type as the file has it (IANA snoop-datalink-types). */
  readonly datalink: number;
  /** LINKTYPE_ value of it; null for one that is not read. */
  readonly linkType: number | null;
}

/** Reads the 16 octets of the file header. */
export function readSnoopFileHeader(bytes: Uint8Array): SnoopFileHeader {
  const datalink = readU32(bytes, 12);
  return {
    isSnoop: isSnoopMagic(bytes) && readU32(bytes, 4) === P_000,
    version: readU32(bytes, 8),
    datalink,
    linkType: LINK_TYPES.get(datalink) ?? null,
  };
}

/** "snoo" and "p" with three zeros. */
const SNOO = 0x736e6f6f;
const P_000 = 0x7000_0000;
/**
 * Datalink types (RFC 1761, IANA snoop-datalink-types; for the last two `snoop.c` of Wireshark): IEEE 802.3 and Ethernet;
 * other, and the loopback of Solaris.
 */
const LINK_TYPES: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [4, 1],
  [9, 0],
  [14, 0],
]);
