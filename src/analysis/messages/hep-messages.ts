import { diameterLength, parseDiameter } from '../../diameter/message.ts';
import type { Origin } from '../../model/origin.ts';
import { Datagram, PROTOCOL } from '../../net/packet/datagram.ts';
import { type HepPacket, hepLength, hepTransport, readHep } from '../../net/tunnel/hep.ts';
import { parseSipDatagram } from '../../sip/datagram.ts';
import type { SipMessage } from '../../sip/message.ts';
import type { DiameterEvent } from '../events/diameter-event.ts';
import { Flow } from '../events/flow.ts';

/** Counts of HEP packets. */
export interface HepStatistics {
  packets: number;
  /** Those without SIP and Diameter: reports, statistics, logs. */
  other: number;
  /** Those whose payload is missing, cut off, damaged, or too deep in other HEP packets. */
  unread: number;
}

/** Receives what HEP packets carried, with the ends, the transport and the time that their chunks say. */
export interface HepSink {
  sip(message: SipMessage, transport: 'udp' | 'tcp' | 'sctp', packet: Datagram): void;
  diameter(event: DiameterEvent): void;
}

/** Takes SIP and Diameter messages out of HEP packets, as many as follow each other, and out of those within them. */
export class HepMessages {
  readonly statistics: HepStatistics = { packets: 0, other: 0, unread: 0 };
  readonly #sink: HepSink;

  constructor(sink: HepSink) {
    this.#sink = sink;
  }

  /**
   * Reads the HEP packets in `bytes` from `start` on; false if none begins there.
   *
   * @param isCut the rest of the last one was not captured.
   */
  read(
    bytes: Uint8Array,
    start: number,
    end: number,
    isCut: boolean,
    frames: readonly number[],
    origin: Origin,
    depth = 1,
  ): boolean {
    let at = start;
    while (at < end) {
      const length = hepLength(bytes, at, end);
      if (length <= 0) break;
      this.statistics.packets++;
      const isWhole = at + length <= end;
      if (isWhole || isCut)
        this.#packet(readHep(bytes, at, Math.min(end, at + length)), !isWhole, frames, origin, depth);
      else this.statistics.unread++;
      at += length;
    }
    return at > start;
  }

  #packet(packet: HepPacket, isCut: boolean, frames: readonly number[], origin: Origin, depth: number): void {
    const { payload } = packet;
    if (payload === null || payload.length === 0) {
      this.statistics.unread++;
      return;
    }
    if (hepLength(payload, 0, payload.length) > 0) {
      if (depth >= MAX_DEPTH) this.statistics.unread++;
      else this.read(payload, 0, payload.length, isCut, frames, origin, depth + 1);
      return;
    }
    const inner = datagramOf(packet, payload, isCut, frames, origin);
    if (!this.#sip(packet, inner) && !this.#diameter(packet, inner, frames)) this.statistics.other++;
  }

  /** Of a stream several messages may have come in one packet. */
  #sip(packet: HepPacket, inner: Datagram): boolean {
    const { bytes, end, truncated } = inner;
    const transport = hepTransport(packet);
    let at = 0;
    while (at < end) {
      const message = parseSipDatagram(bytes, at, end, truncated);
      if (message === null) break;
      at = message.bytes.byteOffset - bytes.byteOffset + message.bytes.length;
      this.#sink.sip(message, transport, inner);
      if (transport !== 'tcp') return true;
    }
    return at > 0;
  }

  #diameter(packet: HepPacket, inner: Datagram, frames: readonly number[]): boolean {
    const { bytes, end } = inner;
    if (diameterLength(bytes, 0, end) !== end) return false;
    const transport = hepTransport(packet) === 'sctp' ? 'sctp' : 'tcp';
    const message = parseDiameter(bytes, 0, end);
    this.#sink.diameter({ message, transport, flow: new Flow(inner), frames, origin: inner });
    return true;
  }
}

/** The packet that a HEP packet speaks of. */
function datagramOf(
  packet: HepPacket,
  payload: Uint8Array,
  isCut: boolean,
  frames: readonly number[],
  origin: Origin,
): Datagram {
  const inner = new Datagram();
  inner.placeAt(origin, frames.length > 1 ? frames : null);
  if (packet.seconds >= 0) {
    inner.seconds = packet.seconds + Math.floor(packet.microseconds / 1_000_000);
    inner.nanoseconds = (packet.microseconds % 1_000_000) * 1000;
  }
  inner.protection = origin.protection;
  inner.wrapper = 'hep3';
  inner.family = packet.family;
  inner.addresses = packet.addresses;
  inner.destinationOffset = packet.family === 4 ? 4 : 16;
  inner.protocol = packet.protocol === 0 ? PROTOCOL.UDP : packet.protocol;
  inner.sourcePort = packet.sourcePort;
  inner.destinationPort = packet.destinationPort;
  inner.bytes = payload;
  inner.end = payload.length;
  inner.truncated = isCut;
  return inner;
}

/** HEP packets within each other: collectors that pass packets on nest them once or twice. */
const MAX_DEPTH = 8;
