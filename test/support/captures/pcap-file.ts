import {
  enhancedPacketBlock,
  interfaceBlock,
  NANOSECOND_RESOLUTION,
  sectionHeaderBlock,
} from './pcapng-blocks.ts';

/** A frame to be written to a capture file. */
export interface FrameToWrite {
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly data: Uint8Array;
  /** Length on the wire; default: the length of `data`. */
  readonly originalLength?: number;
}

export interface PcapOptions {
  /** LINKTYPE_ value; in pcap it may carry FCS bits. */
  readonly linkType: number;
  readonly bigEndian?: boolean;
  /** Nanosecond magic (pcap); otherwise nanoseconds are cut to microseconds. pcapng always has nanoseconds. */
  readonly nanosecond?: boolean;
}

/** A classic pcap file with these frames. */
export function pcapFile(frames: readonly FrameToWrite[], options: PcapOptions): Uint8Array {
  const nanosecond = options.nanosecond ?? false;
  const size = frames.reduce((sum, frame) => sum + 16 + frame.data.length, 24);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  const littleEndian = !(options.bigEndian ?? false);
  view.setUint32(0, nanosecond ? 0xa1b23c4d : 0xa1b2c3d4, littleEndian);
  view.setUint16(4, 2, littleEndian);
  view.setUint16(6, 4, littleEndian);
  view.setUint32(16, 262_144, littleEndian);
  view.setUint32(20, options.linkType, littleEndian);
  let at = 24;
  for (const frame of frames) {
    view.setUint32(at, frame.seconds, littleEndian);
    view.setUint32(at + 4, Math.floor(frame.nanoseconds / (nanosecond ? 1 : 1000)), littleEndian);
    view.setUint32(at + 8, frame.data.length, littleEndian);
    view.setUint32(at + 12, frame.originalLength ?? frame.data.length, littleEndian);
    bytes.set(frame.data, at + 16);
    at += 16 + frame.data.length;
  }
  return bytes;
}

/** A pcapng file of one section and one interface with nanosecond resolution. */
export function pcapngFile(frames: readonly FrameToWrite[], options: PcapOptions): Uint8Array {
  const bigEndian = options.bigEndian ?? false;
  const blocks = [
    sectionHeaderBlock(bigEndian),
    interfaceBlock({ linkType: options.linkType, options: [NANOSECOND_RESOLUTION] }, bigEndian),
  ];
  for (const frame of frames) {
    const time = BigInt(frame.seconds) * 1_000_000_000n + BigInt(frame.nanoseconds);
    const { data, originalLength = data.length } = frame;
    blocks.push(enhancedPacketBlock({ time, data, originalLength }, bigEndian));
  }
  return concat(blocks);
}

/** The parts one after the other. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
