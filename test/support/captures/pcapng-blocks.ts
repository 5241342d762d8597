/* Builders for single pcapng blocks (draft-ietf-opsawg-pcapng), little-endian unless told otherwise. */

export interface BlockOption {
  readonly code: number;
  readonly value: readonly number[];
}

/** if_tsresol = 10^-9. */
export const NANOSECOND_RESOLUTION: BlockOption = { code: 9, value: [9] };

/** A block of any type; `body` is padded to a multiple of 4. */
export function block(type: number, body: Uint8Array, bigEndian = false): Uint8Array {
  const total = 12 + padded(body.length);
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, !bigEndian);
  view.setUint32(4, total, !bigEndian);
  bytes.set(body, 8);
  view.setUint32(total - 4, total, !bigEndian);
  return bytes;
}

/** Section Header Block of unspecified section length. */
export function sectionHeaderBlock(
  bigEndian = false,
  majorVersion = 1,
  options: readonly BlockOption[] = [],
): Uint8Array {
  const extra = optionBytes(options, bigEndian);
  const body = new Uint8Array(16 + extra.length).fill(0xff, 8);
  body.set(extra, 16);
  const view = new DataView(body.buffer);
  view.setUint32(0, 0x1a2b3c4d, !bigEndian);
  view.setUint16(4, majorVersion, !bigEndian);
  return block(0x0a0d0d0a, body, bigEndian);
}

/** Interface Description Block. */
export function interfaceBlock(
  description: { linkType: number; snapLength?: number; options?: readonly BlockOption[] },
  bigEndian = false,
): Uint8Array {
  const options = optionBytes(description.options ?? [], bigEndian);
  const body = new Uint8Array(8 + options.length);
  const view = new DataView(body.buffer);
  view.setUint16(0, description.linkType, !bigEndian);
  view.setUint32(4, description.snapLength ?? 0, !bigEndian);
  body.set(options, 8);
  return block(1, body, bigEndian);
}

export interface PacketToWrite {
  readonly interfaceId?: number;
  /** In units of the interface's resolution. */
  readonly time: bigint;
  readonly data: Uint8Array;
  readonly originalLength?: number;
  /** A captured length that may lie; default: the length of `data`. */
  readonly capturedLength?: number;
  readonly options?: readonly BlockOption[];
}

/** Enhanced Packet Block. */
export function enhancedPacketBlock(packet: PacketToWrite, bigEndian = false): Uint8Array {
  const body = packetBody(packet, bigEndian);
  new DataView(body.buffer).setUint32(0, packet.interfaceId ?? 0, !bigEndian);
  return block(6, body, bigEndian);
}

/** The obsolete Packet Block, with a drop count of 0xffff (unknown). */
export function obsoletePacketBlock(packet: PacketToWrite, bigEndian = false): Uint8Array {
  const body = packetBody(packet, bigEndian);
  const view = new DataView(body.buffer);
  view.setUint16(0, packet.interfaceId ?? 0, !bigEndian);
  view.setUint16(2, 0xffff, !bigEndian);
  return block(2, body, bigEndian);
}

/** Simple Packet Block. */
export function simplePacketBlock(data: Uint8Array, originalLength: number, bigEndian = false): Uint8Array {
  const body = new Uint8Array(4 + data.length);
  new DataView(body.buffer).setUint32(0, originalLength, !bigEndian);
  body.set(data, 4);
  return block(3, body, bigEndian);
}

function packetBody(packet: PacketToWrite, bigEndian: boolean): Uint8Array {
  const options = optionBytes(packet.options ?? [], bigEndian);
  const body = new Uint8Array(
    20 + (options.length === 0 ? packet.data.length : padded(packet.data.length) + options.length),
  );
  body.set(options, body.length - options.length);
  const view = new DataView(body.buffer);
  view.setUint32(4, Number(packet.time >> 32n), !bigEndian);
  view.setUint32(8, Number(packet.time & 0xffff_ffffn), !bigEndian);
  view.setUint32(12, packet.capturedLength ?? packet.data.length, !bigEndian);
  view.setUint32(16, packet.originalLength ?? packet.data.length, !bigEndian);
  body.set(packet.data, 20);
  return body;
}

function optionBytes(options: readonly BlockOption[], bigEndian: boolean): Uint8Array {
  if (options.length === 0) return new Uint8Array(0);
  const size = options.reduce((sum, option) => sum + 4 + padded(option.value.length), 4);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const option of options) {
    view.setUint16(at, option.code, !bigEndian);
    view.setUint16(at + 2, option.value.length, !bigEndian);
    bytes.set(option.value, at + 4);
    at += 4 + padded(option.value.length);
  }
  return bytes;
}

function padded(length: number): number {
  return (length + 3) & ~3;
}
