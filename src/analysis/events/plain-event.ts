import type { EspResult } from '../../ipsec/sa-database.ts';
import type { LaneHeaders } from '../../lane/lane-headers.ts';
import type { CaptureRecord } from '../../model/capture.ts';
import type { PlainPacket } from '../../model/plain-packet.ts';
import type { Datagram } from '../../net/packet/datagram.ts';
import type { SipEvent } from './sip-event.ts';

/** A plain packet, and the objects that the analyser makes of such a packet: each is made when it is asked for. */
export interface PlainEvent extends PlainPacket {
  /** The status code of a response; null for a request. */
  readonly status: number | null;
  /** The header fields of the message. */
  readonly headers: LaneHeaders;
  /** The frame. */
  readonly record: CaptureRecord;
  /** The ESP packet, and what became of it. */
  readonly packet: Datagram;
  readonly result: EspResult;
  /** The message. */
  readonly event: SipEvent;
}
