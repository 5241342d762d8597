import { gzipSync } from 'node:zlib';
import { join } from '../support/captures/packets.ts';
import {
  type BlockOption,
  block,
  enhancedPacketBlock,
  interfaceBlock,
  NANOSECOND_RESOLUTION,
  obsoletePacketBlock,
  sectionHeaderBlock,
  simplePacketBlock,
} from '../support/captures/pcapng-blocks.ts';
import { type Frame, frameBytes } from './corpus.ts';
import { edge, mutatedBytes, withField } from './mutate-bytes.ts';
import type { Random } from './random.ts';

/** How a capture file is written, and how it is damaged. */
export interface FilePlan {
  readonly format: 'pcap' | 'pcapng';
  /** Damage to headers of the file, its records or blocks. */
  readonly damaged: boolean;
  readonly gzip: boolean;
  /** Damage to the gzip file. */
  readonly gzipDamaged: boolean;
}

/** A capture file, and how many bytes its frames and headers take unpacked. */
export interface WrittenFile {
  readonly bytes: Uint8Array;
  readonly unpacked: number;
}

/** Writes frames as a capture file. */
export function captureFile(frames: readonly Frame[], plan: FilePlan, random: Random): WrittenFile {
  const pieces =
    plan.format === 'pcap' ? pcap(frames, plan.damaged, random) : pcapng(frames, plan.damaged, random);
  const whole = join(...pieces);
  if (!plan.gzip) return { bytes: whole, unpacked: whole.length };
  return { bytes: gzipped(whole, plan.gzipDamaged, random), unpacked: whole.length };
}

function pcap(frames: readonly Frame[], damaged: boolean, random: Random): Uint8Array[] {
  const littleEndian = !random.oneIn(4);
  const nanosecond = random.oneIn(3);
  const modified = random.oneIn(12);
  const header = new Uint8Array(24);
  const view = new DataView(header.buffer);
  const magic = modified ? 0xa1b2_cd34 : nanosecond ? 0xa1b2_3c4d : 0xa1b2_c3d4;
  view.setUint32(0, magic, littleEndian);
  view.setUint16(4, 2, littleEndian);
  view.setUint16(6, 4, littleEndian);
  view.setUint32(16, random.pick([65_535, 262_144, 96]), littleEndian);
  view.setUint32(20, frames[0]?.linkType ?? 1, littleEndian);
  const unit = nanosecond && !modified ? 1 : 1000;
  const pieces: Uint8Array[] = [header];
  for (const frame of frames) {
    const data = frameBytes(frame);
    const captured = random.oneIn(100) ? random.below(data.length + 1) : data.length;
    const record = new Uint8Array(modified ? 24 : 16);
    const fields = new DataView(record.buffer);
    fields.setUint32(0, frame.seconds, littleEndian);
    fields.setUint32(4, Math.floor(frame.nanoseconds / unit), littleEndian);
    fields.setUint32(8, captured, littleEndian);
    fields.setUint32(12, data.length, littleEndian);
    pieces.push(record, data.subarray(0, captured));
  }
  if (!damaged) return pieces;
  // Headers stand at even places, and they are where damage matters.
  const at = random.oneIn(4) ? 0 : 2 * random.below(frames.length) + 1;
  const place = Math.min(at, pieces.length - 1);
  return withDamage(pieces, place, random, littleEndian, [0, 4, 8, 12, 16, 20]);
}

function pcapng(frames: readonly Frame[], damaged: boolean, random: Random): Uint8Array[] {
  const bigEndian = random.oneIn(4);
  const pieces: Uint8Array[] = [sectionHeaderBlock(bigEndian, 1, optionsOf(random))];
  let interfaces: number[] = [];
  for (const frame of frames) {
    if (random.oneIn(40)) {
      pieces.push(sectionHeaderBlock(bigEndian, 1, optionsOf(random)));
      interfaces = [];
    }
    let interfaceId = interfaces.indexOf(frame.linkType);
    if (interfaceId < 0) {
      interfaceId = interfaces.push(frame.linkType) - 1;
      const resolution: BlockOption = random.oneIn(6)
        ? { code: 9, value: [random.below(256)] }
        : NANOSECOND_RESOLUTION;
      const snapLength = random.pick([0, 262_144, 100]);
      const options = [resolution, ...optionsOf(random)];
      pieces.push(interfaceBlock({ linkType: frame.linkType & 0xffff, snapLength, options }, bigEndian));
    }
    if (random.oneIn(40)) pieces.push(otherBlock(random, bigEndian));
    pieces.push(
      packetBlock(frame, random.oneIn(200) ? edge(random) & 0xffff : interfaceId, random, bigEndian),
    );
  }
  if (!damaged) return pieces;
  const place = random.below(pieces.length);
  const last = (pieces[place]?.length ?? 4) - 4;
  return withDamage(pieces, place, random, !bigEndian, [0, 4, 8, 12, 16, 20, 24, 28, 32, last]);
}

function packetBlock(frame: Frame, interfaceId: number, random: Random, bigEndian: boolean): Uint8Array {
  const data = frameBytes(frame);
  const time = BigInt(frame.seconds) * 1_000_000_000n + BigInt(frame.nanoseconds);
  const cut = random.oneIn(100) ? random.below(data.length + 1) : data.length;
  const captured = data.subarray(0, cut);
  if (interfaceId === 0 && random.oneIn(20)) return simplePacketBlock(captured, data.length, bigEndian);
  const write = random.oneIn(20) ? obsoletePacketBlock : enhancedPacketBlock;
  const packet = { interfaceId, time, data: captured, originalLength: data.length };
  const capturedLength = random.oneIn(200) ? edge(random) : captured.length;
  return write(
    { ...packet, capturedLength, ...(random.oneIn(6) && { options: optionsOf(random) }) },
    bigEndian,
  );
}

/** Name resolution, statistics, decryption secrets, custom blocks and such that nobody knows. */
function otherBlock(random: Random, bigEndian: boolean): Uint8Array {
  const type = random.pick([4, 5, 9, 10, 0xbad, 0x4000_0bad, 0x8000_0001, 0x0a0d_0d0a, edge(random)]);
  return block(type, random.bytes(random.below(60)), bigEndian);
}

function optionsOf(random: Random): BlockOption[] {
  const count = random.oneIn(3) ? random.below(4) : 0;
  return Array.from({ length: count }, () => ({
    code: random.oneIn(3) ? random.below(65_536) : 1 + random.below(16),
    value: random.oneIn(2)
      ? [...random.bytes(random.below(24))]
      : [...Buffer.from('ümläut \u{1f600} \0 \x1b[31m')],
  }));
}

function withDamage(
  pieces: readonly Uint8Array[],
  place: number,
  random: Random,
  littleEndian: boolean,
  offsets: readonly number[],
): Uint8Array[] {
  const damaged = [...pieces];
  const piece = damaged[place] as Uint8Array;
  switch (random.below(6)) {
    case 0:
      damaged[place] = mutatedBytes(piece, random);
      break;
    case 1:
      damaged.splice(place, 0, random.bytes(random.below(200)));
      break;
    case 2:
      damaged.splice(place + 1);
      damaged[place] = piece.subarray(0, random.below(piece.length));
      break;
    default:
      damaged[place] = withField(
        piece,
        random.pick(offsets),
        random.pick([1, 2, 4, 4]),
        edge(random),
        littleEndian,
      );
      break;
  }
  return damaged;
}

function gzipped(whole: Uint8Array, damaged: boolean, random: Random): Uint8Array {
  const level = { level: 1 };
  const half = random.below(whole.length);
  let packed: Uint8Array = new Uint8Array(gzipSync(whole, level));
  if (random.oneIn(4))
    packed = join(gzipSync(whole.subarray(0, half), level), gzipSync(whole.subarray(half), level));
  if (random.oneIn(8)) packed = new Uint8Array(gzipSync(packed, level));
  if (random.oneIn(8)) packed = join(packed, random.bytes(random.below(40)));
  return damaged ? mutatedBytes(packed, random) : packed;
}
