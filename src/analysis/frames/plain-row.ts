import { addressText } from '../../bytes/address.ts';
import { readU8 } from '../../bytes/read.ts';
import type { FrameRows } from '../../capture/frame-rows.ts';
import type { EspResult } from '../../ipsec/sa-database.ts';
import type { LanePacket } from '../../lane/lane.ts';
import { LaneHeaders } from '../../lane/lane-headers.ts';
import type { CaptureInterface, CaptureRecord } from '../../model/capture.ts';
import type { Protection } from '../../model/protection.ts';
import type { SecurityAssociation, Suite } from '../../model/security-association.ts';
import { UDP_HEADER_LENGTH } from '../../net/ip/transport.ts';
import { Datagram, PROTOCOL } from '../../net/packet/datagram.ts';
import { SipMessage } from '../../sip/message.ts';
import type { EspEvent } from '../events/esp-event.ts';
import { Flow } from '../events/flow.ts';
import type { PlainEvent } from '../events/plain-event.ts';
import type { SipEvent } from '../events/sip-event.ts';

/** The plain packet in hand: one record, refilled for each. It makes the objects of other packets only when asked. */
export class PlainRow implements PlainEvent {
  file = 0;
  frame = 0;
  seconds = 0;
  nanoseconds = 0;
  sa: SecurityAssociation = NO_SA;
  sequence = 0;
  fingerprint = 0;
  length = 0;
  bytes: Uint8Array = NO_BYTES;
  start = 0;
  body = 0;
  end = 0;
  status: number | null = null;
  headers: LaneHeaders = NO_HEADERS;
  readonly isOfRegister = false;
  #frames: FrameRows | null = null;
  #index = 0;
  #packet: LanePacket | null = null;
  #event: SipEvent | null = null;
  #record: CaptureRecord | null = null;
  #protection: Protection | null = null;

  /** Takes the packet of a frame, with its SA. */
  place(
    frames: FrameRows,
    index: number,
    packet: LanePacket,
    sa: SecurityAssociation,
    fingerprint: number,
  ): void {
    this.file = frames.file;
    this.frame = frames.frame(index);
    this.seconds = frames.seconds(index);
    this.nanoseconds = frames.nanoseconds(index);
    this.sa = sa;
    this.sequence = packet.sequence;
    this.fingerprint = fingerprint;
    this.length = packet.end - packet.start;
    this.bytes = packet.bytes;
    this.start = packet.plain + UDP_HEADER_LENGTH;
    this.end = packet.messageEnd;
    this.headers = packet.headers;
    this.body = packet.headers.body;
    this.status = statusOf(packet.bytes, this.start);
    this.#frames = frames;
    this.#index = index;
    this.#packet = packet;
    this.#event = null;
    this.#record = null;
    this.#protection = null;
  }

  get source(): string {
    const { chunk, sourceOffset, addressLength } = this.#packet as LanePacket;
    return addressText(chunk, sourceOffset, addressLength);
  }

  get destination(): string {
    const { chunk, sourceOffset, addressLength } = this.#packet as LanePacket;
    return addressText(chunk, sourceOffset + addressLength, addressLength);
  }

  get sourcePort(): number {
    return this.sa.sourcePort;
  }

  get destinationPort(): number {
    return this.sa.destinationPort;
  }

  get linkType(): number {
    return this.interface.linkType;
  }

  get interface(): CaptureInterface {
    return (this.#frames as FrameRows).source;
  }

  get chunk(): Uint8Array {
    return (this.#packet as LanePacket).chunk;
  }

  get frameStart(): number {
    return (this.#frames as FrameRows).start(this.#index);
  }

  get sourceOffset(): number {
    return (this.#packet as LanePacket).sourceOffset;
  }

  get addressLength(): 4 | 16 {
    return (this.#packet as LanePacket).addressLength;
  }

  get espStart(): number {
    return (this.#packet as LanePacket).start;
  }

  get suite(): Suite {
    return (this.#packet as LanePacket).opener.suite;
  }

  get protection(): Protection {
    const { sa, sequence } = this;
    this.#protection ??= { spi: sa.spi, sequence, icv: 'good', sa, tunnel: false };
    return this.#protection;
  }

  get record(): CaptureRecord {
    this.#record ??= (this.#frames as FrameRows).record(this.#index);
    return this.#record;
  }

  get packet(): Datagram {
    const { start, end } = this.#packet as LanePacket;
    const first = (this.#frames as FrameRows).start(this.#index);
    const packet = this.#around(PROTOCOL.ESP);
    // Whoever replaces the packet in its frame wants them in one array.
    packet.addresses = this.record.data;
    packet.sourceOffset -= first;
    packet.destinationOffset -= first;
    packet.bytes = this.record.data;
    packet.start = start - first;
    packet.end = end - first;
    return packet;
  }

  get result(): EspResult {
    const { opener } = this.#packet as LanePacket;
    const { protection, sa, sequence, bytes } = this;
    return {
      outcome: 'decoded',
      protection,
      sa,
      spi: sa.spi,
      sequence,
      suite: opener.suite,
      nextHeader: PROTOCOL.UDP,
      bytes,
      start: this.start - UDP_HEADER_LENGTH,
      end: this.end,
      missing: 0,
    };
  }

  get esp(): EspEvent {
    const { file, frame, source, destination, sa, sequence, seconds, nanoseconds } = this;
    return {
      file,
      frame,
      source,
      destination,
      spi: sa.spi,
      sequence,
      sa,
      outcome: 'decoded',
      icvBad: false,
      seconds,
      nanoseconds,
    };
  }

  /** The UDP datagram in the packet. */
  get datagram(): Datagram {
    const datagram = this.#around(PROTOCOL.UDP);
    datagram.protection = this.protection;
    datagram.sourcePort = this.sourcePort;
    datagram.destinationPort = this.destinationPort;
    datagram.bytes = this.bytes;
    datagram.start = this.start;
    datagram.end = this.end;
    return datagram;
  }

  get event(): SipEvent {
    if (this.#event !== null) return this.#event;
    const { datagram, start, body, end } = this;
    const message = new SipMessage(this.bytes.subarray(start, end), body - start);
    const flow = new Flow(datagram);
    this.#event = { message, transport: 'udp', flow, cut: false, frames: [this.frame], origin: datagram };
    return this.#event;
  }

  #around(protocol: number): Datagram {
    const { chunk, sourceOffset, addressLength } = this.#packet as LanePacket;
    const datagram = new Datagram();
    datagram.placeAt(this, null);
    datagram.protocol = protocol;
    datagram.family = addressLength === 4 ? 4 : 6;
    datagram.addresses = chunk;
    datagram.sourceOffset = sourceOffset;
    datagram.destinationOffset = sourceOffset + addressLength;
    return datagram;
  }
}

const NO_BYTES = new Uint8Array(0);
const NO_HEADERS = new LaneHeaders(new Int32Array(8));
const NO_SA = null as unknown as SecurityAssociation;

const SLASH = 0x2f;

/** The status code of a response; null for a request. */
function statusOf(bytes: Uint8Array, start: number): number | null {
  if (readU8(bytes, start + 3) !== SLASH) return null;
  return (
    (readU8(bytes, start + 8) * 10 + readU8(bytes, start + 9)) * 10 + readU8(bytes, start + 10) - 111 * 0x30
  );
}
