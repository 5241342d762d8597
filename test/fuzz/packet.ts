import type { Suite } from '../../src/model/security-association.ts';
import { espPacket } from '../support/captures/esp-packets.ts';
import { checksum, join, u16, u32 } from '../support/captures/packets.ts';

/** What a layer of a packet is; `data` is all that is not looked into. */
export type LayerKind =
  | 'ipv4'
  | 'ipv6'
  | 'extension'
  | 'udp'
  | 'tcp'
  | 'sctp'
  | 'gtpu'
  | 'esp'
  | 'sip'
  | 'diameter'
  | 'data';

/** How an ESP packet was sealed, so that it can be sealed again around something else. */
export interface Seal {
  readonly suite: Suite;
  readonly ck: Uint8Array;
  readonly ik: Uint8Array;
  readonly tripleDesKey?: Uint8Array;
  readonly nextHeader: number;
  /** As short as alignment allows when it is not given. */
  readonly padding?: Uint8Array;
}

/** One layer: its header, or all of its bytes if it is the innermost one. Never changed in place. */
export interface Layer {
  readonly kind: LayerKind;
  readonly header: Uint8Array;
  readonly seal?: Seal;
}

/** An IP packet from the outside in. */
export type Packet = readonly Layer[];

/**
 * The bytes of a packet. ESP is sealed with its keys.
 *
 * @param repair put lengths and checksums right, so that what was changed further in is reached.
 */
export function packetBytes(packet: Packet, repair: boolean): Uint8Array {
  let bytes: Uint8Array = packet.at(-1)?.header ?? new Uint8Array(0);
  for (let i = packet.length - 2; i >= 0; i--) bytes = wrapped(packet, i, bytes, repair);
  return bytes;
}

function wrapped(packet: Packet, index: number, payload: Uint8Array, repair: boolean): Uint8Array {
  const { kind, header, seal } = packet[index] as Layer;
  if (seal !== undefined && header.length >= 8) return sealedAgain(header, seal, payload);
  const bytes = join(header, payload);
  if (repair && header.length >= (SHORTEST[kind] ?? 0)) repaired(packet, index, bytes, header.length);
  return bytes;
}

function sealedAgain(header: Uint8Array, seal: Seal, payload: Uint8Array): Uint8Array {
  const view = new DataView(header.buffer, header.byteOffset);
  const { suite, padding, tripleDesKey, nextHeader } = seal;
  const esp = espPacket(suite, seal, {
    spi: view.getUint32(0),
    sequence: view.getUint32(4),
    nextHeader,
    payload,
    ...(padding !== undefined && { padding: aligned(payload.length, padding, suite) }),
    ...(tripleDesKey !== undefined && { tripleDesKey }),
  });
  return esp;
}

/** CBC takes whole blocks only: padding of any length becomes the next that fits. */
function aligned(payload: number, padding: Uint8Array, { ealg }: Suite): Uint8Array {
  const block = ealg === 'aes-cbc' ? 16 : ealg === 'des-ede3-cbc' ? 8 : 1;
  const over = (payload + padding.length + 2) % block;
  return over === 0 ? padding : join(padding, new Uint8Array(block - over));
}

/** Octets that the header must have for its fields to be put right. */
const SHORTEST: Readonly<Partial<Record<LayerKind, number>>> = {
  ipv4: 20,
  ipv6: 40,
  udp: 8,
  tcp: 20,
  gtpu: 8,
  sctp: 12,
};

function repaired(packet: Packet, index: number, bytes: Uint8Array, header: number): void {
  switch (packet[index]?.kind) {
    case 'ipv4':
      bytes[0] = 0x40 | ((header >> 2) & 15);
      bytes.set(u16(bytes.length & 0xffff), 2);
      bytes.set([0, 0], 10);
      bytes.set(u16(checksum(bytes.subarray(0, header))), 10);
      break;
    case 'ipv6':
      bytes.set(u16((bytes.length - 40) & 0xffff), 4);
      break;
    case 'gtpu':
      bytes.set(u16((bytes.length - 8) & 0xffff), 2);
      break;
    case 'udp':
      bytes.set(u16(bytes.length & 0xffff), 4);
      transportChecksum(packet, index, bytes, 17, 6);
      break;
    case 'tcp':
      bytes[12] = ((header >> 2) << 4) | ((bytes[12] as number) & 15);
      transportChecksum(packet, index, bytes, 6, 16);
      break;
    default:
      break;
  }
}

function transportChecksum(
  packet: Packet,
  index: number,
  bytes: Uint8Array,
  protocol: number,
  at: number,
): void {
  const ip = packet.slice(0, index).findLast(({ kind }) => kind === 'ipv4' || kind === 'ipv6');
  if (ip === undefined) return;
  const addresses = ip.kind === 'ipv4' ? ip.header.subarray(12, 20) : ip.header.subarray(8, 40);
  bytes.set([0, 0], at);
  const sum = checksum(join(addresses, u32(bytes.length), [0, 0, 0, protocol], bytes));
  bytes.set(u16(sum === 0 ? 0xffff : sum), at);
}
