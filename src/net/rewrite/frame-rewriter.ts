import { readU16 } from '../../bytes/read.ts';
import { PROTOCOL } from '../packet/datagram.ts';
import { type AddressPlace, correctUdpChecksum, writeHeaderChecksum, writeU16 } from './correct-checksums.ts';
import { writePacketLength } from './link-header.ts';

/** The place of a plain ESP packet: its frame has one link header, one IP header without extensions, and ESP. */
export interface PlainPlace {
  /** LINKTYPE_ value of the frame. */
  readonly linkType: number;
  /** The octets in which all offsets are. */
  readonly chunk: Uint8Array;
  readonly frameStart: number;
  /** Of the source address in the IP header; the destination follows it. */
  readonly sourceOffset: number;
  readonly addressLength: 4 | 16;
  readonly espStart: number;
}

/** A frame with its ESP replaced; `bytes` may be longer. */
export interface RewrittenFrame {
  readonly bytes: Uint8Array;
  readonly length: number;
  /** True when the checksum of UDP was wrong for the addresses around it. */
  readonly checksumCorrected: boolean;
}

/** Replaces the ESP of plain packets by the UDP datagram in it, as `replaceEsp` does, in one buffer for all. */
export class FrameRewriter implements RewrittenFrame, AddressPlace {
  bytes = new Uint8Array(USUAL);
  length = 0;
  checksumCorrected = false;
  /** Place of the addresses in the frame. */
  family: 4 | 6 = 4;
  sourceOffset = 0;
  destinationOffset = 0;

  get addresses(): Uint8Array {
    return this.bytes;
  }

  /**
   * Writes the frame with the whole UDP datagram that is in `inner` from `start` to `end`; false if the link header cannot
   * say how long it is.
   */
  rewrite(place: PlainPlace, inner: Uint8Array, start: number, end: number): boolean {
    const { linkType, chunk, frameStart, sourceOffset, addressLength, espStart } = place;
    const headers = espStart - frameStart;
    const isIpv4 = addressLength === 4;
    const ip = sourceOffset - frameStart - (isIpv4 ? 12 : 8);
    this.length = headers + end - start;
    if (this.length > this.bytes.length) this.bytes = new Uint8Array(this.length);
    const { bytes } = this;
    for (let i = 0; i < headers; i++) bytes[i] = chunk[frameStart + i] as number;
    bytes.set(inner.subarray(start, end), headers);
    if (!writePacketLength(bytes, ip, linkType, this.length - ip)) return false;
    if (isIpv4) {
      bytes[ip + 9] = PROTOCOL.UDP;
      writeU16(bytes, ip + 2, this.length - ip);
      // As for all replaced ESP: "don't fragment" stays.
      writeU16(bytes, ip + 6, readU16(bytes, ip + 6) & 0xc000);
      writeHeaderChecksum(bytes, ip, headers);
    } else {
      bytes[ip + 6] = PROTOCOL.UDP;
      writeU16(bytes, ip + 4, this.length - ip - 40);
    }
    this.family = isIpv4 ? 4 : 6;
    this.sourceOffset = sourceOffset - frameStart;
    this.destinationOffset = this.sourceOffset + addressLength;
    this.checksumCorrected = correctUdpChecksum(bytes, headers, this.length, this);
    return true;
  }
}

/** The longest IP packet behind a short link header. */
const USUAL = 0x10100;
