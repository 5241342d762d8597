import { readU8, readU16, readU32 } from '../../bytes/read.ts';
import { PROTOCOL } from '../packet/datagram.ts';
import { inflate } from './inflate.ts';

/*
 * HEP version 3, also EEP: what SIP servers and capture agents send to a collector (github.com/sipcapture/HEP; `hep.h` of
 * Kamailio's module sipcapture). Magic "HEP3", the length of the whole, then chunks: vendor, type, length of the chunk
 * with these six octets, value. All numbers are big-endian.
 */

/**
 * Octets of the HEP packet at `start`; -1 if none begins there, 0 while its length is still to come. Up to six octets
 * decide.
 */
export function hepLength(bytes: Uint8Array, start: number, end: number): number {
  const seen = Math.min(MAGIC.length, end - start);
  for (let i = 0; i < seen; i++) if (bytes[start + i] !== MAGIC[i]) return -1;
  if (end - start < HEADER) return 0;
  const length = readU16(bytes, start + 4);
  return length < HEADER ? -1 : length;
}

/** Where the payload of a HEP packet is, and what its chunks say of the packet that it was in. */
export interface HepPacket {
  family: 4 | 6;
  /** Source and destination, one after the other, as long as the family says; zeros where no chunk tells. */
  readonly addresses: Uint8Array;
  sourcePort: number;
  destinationPort: number;
  /** IP protocol; 0 where no chunk tells. */
  protocol: number;
  /** Time of capture; -1 where no chunk tells. */
  seconds: number;
  microseconds: number;
  /** Unpacked if it was compressed; null if there is none, or what was compressed cannot be unpacked. */
  payload: Uint8Array | null;
}

/** Reads the chunks of the HEP packet between `start` and `end`; what the end cuts off is left out. */
export function readHep(bytes: Uint8Array, start: number, end: number): HepPacket {
  const packet: HepPacket = {
    family: 4,
    addresses: new Uint8Array(32),
    sourcePort: 0,
    destinationPort: 0,
    protocol: 0,
    seconds: -1,
    microseconds: 0,
    payload: null,
  };
  for (let at = start + HEADER; at + CHUNK_HEADER <= end; ) {
    const length = readU16(bytes, at + 4);
    if (length < CHUNK_HEADER) break;
    // Only the numbers of vendor 0 are the common ones.
    if (readU16(bytes, at) === 0) {
      const value = bytes.subarray(at + CHUNK_HEADER, Math.min(end, at + length));
      readChunk(packet, readU16(bytes, at + 2), value);
    }
    at += length;
  }
  return packet;
}

/** Over what SIP came, by the IP protocol of a HEP packet; TLS and WebSocket run over TCP. */
export function hepTransport({ protocol }: HepPacket): 'udp' | 'tcp' | 'sctp' {
  if (protocol === PROTOCOL.UDP || protocol === 0) return 'udp';
  return protocol === PROTOCOL.SCTP ? 'sctp' : 'tcp';
}

function readChunk(packet: HepPacket, type: number, value: Uint8Array): void {
  if (type === CHUNK.PAYLOAD) packet.payload = value;
  else if (type === CHUNK.COMPRESSED) packet.payload = inflate(value, MAX_UNPACKED);
  else if (value.length === LENGTHS[type]) readFixed(packet, type, value);
}

/** A chunk whose value always has the same length. */
function readFixed(packet: HepPacket, type: number, value: Uint8Array): void {
  switch (type) {
    case CHUNK.PROTOCOL:
      packet.protocol = readU8(value, 0);
      break;
    case CHUNK.SOURCE4:
    case CHUNK.DESTINATION4:
      packet.family = 4;
      packet.addresses.set(value, type === CHUNK.SOURCE4 ? 0 : 4);
      break;
    case CHUNK.SOURCE6:
    case CHUNK.DESTINATION6:
      packet.family = 6;
      packet.addresses.set(value, type === CHUNK.SOURCE6 ? 0 : 16);
      break;
    case CHUNK.SOURCE_PORT:
      packet.sourcePort = readU16(value, 0);
      break;
    case CHUNK.DESTINATION_PORT:
      packet.destinationPort = readU16(value, 0);
      break;
    case CHUNK.SECONDS:
      packet.seconds = readU32(value, 0);
      break;
    default:
      packet.microseconds = readU32(value, 0);
  }
}

/** "HEP3". */
const MAGIC: readonly number[] = [0x48, 0x45, 0x50, 0x33];
const HEADER = 6;
const CHUNK_HEADER = 6;
/** Bytes that a compressed payload may hold: the length of a HEP packet has 16 bits, so no other payload is longer. */
const MAX_UNPACKED = 65_536;
const CHUNK = {
  PROTOCOL: 2,
  SOURCE4: 3,
  DESTINATION4: 4,
  SOURCE6: 5,
  DESTINATION6: 6,
  SOURCE_PORT: 7,
  DESTINATION_PORT: 8,
  SECONDS: 9,
  MICROSECONDS: 10,
  PAYLOAD: 15,
  COMPRESSED: 16,
} as const;
/** Octets of the values that are of a fixed length. */
const LENGTHS: Readonly<Record<number, number>> = {
  [CHUNK.PROTOCOL]: 1,
  [CHUNK.SOURCE4]: 4,
  [CHUNK.DESTINATION4]: 4,
  [CHUNK.SOURCE6]: 16,
  [CHUNK.DESTINATION6]: 16,
  [CHUNK.SOURCE_PORT]: 2,
  [CHUNK.DESTINATION_PORT]: 2,
  [CHUNK.SECONDS]: 4,
  [CHUNK.MICROSECONDS]: 4,
};
