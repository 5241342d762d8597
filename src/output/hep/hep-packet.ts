import type { SipEvent } from '../../analysis/events/sip-event.ts';
import { parseAddress } from '../../bytes/address.ts';
import { spiText } from '../../bytes/hex.ts';

/** Longest HEP packet: its length has 16 bits. */
const MOST_OCTETS = 65_535;

/** Octets of a HEP header, and of a chunk header. */
const HEADER = 6;

/** IP protocols. */
const PROTOCOLS = { tcp: 6, udp: 17, sctp: 132 } as const;

/** Number of a chunk of vendor 0 (github.com/sipcapture/HEP, HEP3 revision 12). */
const CHUNK = {
  FAMILY: 1,
  PROTOCOL: 2,
  SOURCE: { 4: 3, 6: 5 },
  DESTINATION: { 4: 4, 6: 6 },
  SOURCE_PORT: 7,
  DESTINATION_PORT: 8,
  SECONDS: 9,
  MICROSECONDS: 10,
  PAYLOAD_TYPE: 11,
  AGENT: 12,
  PAYLOAD: 15,
  CORRELATION: 17,
} as const;

/** Value of CHUNK.PAYLOAD_TYPE. */
const SIP = 1;

/**
 * A vendor that nobody else has, and its chunk: what ESP said of the message, as text, such as
 * `uc->ps good SPI 0x0000115c sequence 2`. Collectors skip it.
 */
export const VENDOR = 0x1e59;
export const ESP_CHUNK = 1;

/** What names the sender in a collector. */
const AGENT_ID = 2001;

/**
 * A SIP message as a packet of HEP version 3, with its time, its own addresses (those inside ESP), its Call-ID as
 * correlation, and the SA and ICV verdict; null if it is too long for one.
 */
export function hepPacket({ message, flow, transport, origin }: SipEvent): Uint8Array | null {
  const source = parseAddress(flow.source) ?? new Uint8Array(4);
  const destination = parseAddress(flow.destination) ?? new Uint8Array(4);
  const family = source.length === 4 ? 4 : 6;
  const { protection, seconds, nanoseconds } = origin;
  const chunks: Chunk[] = [
    octet(CHUNK.FAMILY, family === 4 ? 2 : 10),
    octet(CHUNK.PROTOCOL, PROTOCOLS[transport]),
    [CHUNK.SOURCE[family], source],
    [CHUNK.DESTINATION[family], destination],
    number16(CHUNK.SOURCE_PORT, flow.sourcePort),
    number16(CHUNK.DESTINATION_PORT, flow.destinationPort),
    number32(CHUNK.SECONDS, seconds),
    number32(CHUNK.MICROSECONDS, Math.floor(nanoseconds / 1000)),
    octet(CHUNK.PAYLOAD_TYPE, SIP),
    number32(CHUNK.AGENT, AGENT_ID),
    ...(message.callId === null ? [] : [text(CHUNK.CORRELATION, message.callId)]),
    ...(protection === null
      ? []
      : [
          text(
            ESP_CHUNK,
            `${protection.sa?.name ?? 'unknown'} ${protection.icv} SPI ${spiText(protection.spi)} sequence ${protection.sequence}`,
            VENDOR,
          ),
        ]),
    [CHUNK.PAYLOAD, message.bytes],
  ];
  const length = chunks.reduce((sum, [, value]) => sum + HEADER + value.length, HEADER);
  return length > MOST_OCTETS ? null : joined(chunks, length);
}

/** Vendor 0 if none is named. */
type Chunk = readonly [type: number, value: Uint8Array, vendor?: number];

function joined(chunks: readonly Chunk[], length: number): Uint8Array {
  const packet = new Uint8Array(length);
  const view = new DataView(packet.buffer);
  // "HEP3"
  view.setUint32(0, 0x48455033);
  view.setUint16(4, length);
  let at = HEADER;
  for (const [type, value, vendor = 0] of chunks) {
    view.setUint16(at, vendor);
    view.setUint16(at + 2, type);
    view.setUint16(at + 4, HEADER + value.length);
    packet.set(value, at + HEADER);
    at += HEADER + value.length;
  }
  return packet;
}

function octet(type: number, value: number): Chunk {
  return [type, Uint8Array.of(value)];
}

function number16(type: number, value: number): Chunk {
  return [type, Uint8Array.of(value >>> 8, value)];
}

function number32(type: number, value: number): Chunk {
  return [type, Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)];
}

/** One octet for each character: header fields are kept as latin1. */
function text(type: number, value: string, vendor = 0): Chunk {
  return [type, Uint8Array.from(value, character => character.charCodeAt(0)), vendor];
}
