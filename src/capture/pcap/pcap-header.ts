import { readU32, readU32LE } from '../../bytes/read.ts';
import { read16, read32 } from '../byte-order.ts';

/** Length of the file header of classic pcap in bytes. */
export const PCAP_FILE_HEADER_LENGTH = 24;

const MICROSECOND_MAGIC = 0xa1b2c3d4;
const NANOSECOND_MAGIC = 0xa1b23c4d;
/** Alexey Kuznetzov's patched libpcap, with longer record headers. */
const MODIFIED_MAGIC = 0xa1b2cd34;

/** The file header of classic pcap (draft-ietf-opsawg-pcap §4). */
interface PcapFileHeader {
  readonly bigEndian: boolean;
  /** Does the second timestamp word count nanoseconds instead of microseconds? */
  readonly nanosecond: boolean;
  /** Is it modified pcap, with perhaps longer record headers? */
  readonly modified: boolean;
  readonly majorVersion: number;
  readonly minorVersion: number;
  /** Most bytes captured of one frame, according to the writer. */
  readonly snapLength: number;
  /** LINKTYPE_ value. */
  readonly linkType: number;
}

/** Are these the first four bytes of classic pcap, of either byte order and any kind? */
export function isPcapMagic(start: Uint8Array): boolean {
  return isMagic(readU32(start, 0)) || isMagic(readU32LE(start, 0));
}

/** Reads the 24 bytes of the file header, whose magic number `isPcapMagic` has accepted. */
export function readPcapFileHeader(bytes: Uint8Array): PcapFileHeader {
  const bigEndian = isMagic(readU32(bytes, 0));
  const magic = read32(bytes, 0, bigEndian);
  return {
    bigEndian,
    nanosecond: magic === NANOSECOND_MAGIC,
    modified: magic === MODIFIED_MAGIC,
    majorVersion: read16(bytes, 4, bigEndian),
    minorVersion: read16(bytes, 6, bigEndian),
    snapLength: read32(bytes, 16, bigEndian),
    // The upper half of the word holds the FCS length and reserved bits (draft-ietf-opsawg-pcap §4).
    linkType: read32(bytes, 20, bigEndian) & 0xffff,
  };
}

/** Overwrites the magic number with the one for microseconds in the same byte order. */
export function writeMicrosecondMagic(bytes: Uint8Array, bigEndian: boolean): void {
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(0, MICROSECOND_MAGIC, !bigEndian);
}

function isMagic(value: number): boolean {
  return value === MICROSECOND_MAGIC || value === NANOSECOND_MAGIC || value === MODIFIED_MAGIC;
}
