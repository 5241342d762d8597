import type { FrameToWrite } from './pcap-file.ts';

export interface SnoopOptions {
  /** Default: 4, Ethernet. */
  readonly datalink?: number;
  readonly version?: number;
  /** Octets of padding behind a frame; default: up to the next multiple of 4. */
  readonly padding?: number;
}

/** A file of snoop (RFC 1761) with these frames. */
export function snoopFile(frames: readonly FrameToWrite[], options: SnoopOptions = {}): Uint8Array {
  const { datalink = 4, version = 2 } = options;
  const padded = ({ data }: FrameToWrite) => data.length + (options.padding ?? -data.length & 3);
  const size = frames.reduce((sum, frame) => sum + 24 + padded(frame), 16);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes.set([0x73, 0x6e, 0x6f, 0x6f, 0x70]);
  view.setUint32(8, version);
  view.setUint32(12, datalink);
  let at = 16;
  for (const frame of frames) {
    const { data, seconds, nanoseconds, originalLength = data.length } = frame;
    const words = [
      originalLength,
      data.length,
      24 + padded(frame),
      0,
      seconds,
      Math.floor(nanoseconds / 1000),
    ];
    for (const [i, word] of words.entries()) view.setUint32(at + 4 * i, word);
    bytes.set(data, at + 24);
    at += 24 + padded(frame);
  }
  return bytes;
}
