import type { EspResult } from '../../ipsec/sa-database.ts';
import type { LaneHeaders } from '../../lane/lane-headers.ts';
import type { CaptureInterface, CaptureRecord } from '../../model/capture.ts';
import type { PlainPacket } from '../../model/plain-packet.ts';
import type { Suite } from '../../model/security-association.ts';
import type { Datagram } from '../../net/packet/datagram.ts';
import type { PlainPlace } from '../../net/rewrite/frame-rewriter.ts';
import type { EspEvent } from './esp-event.ts';
import type { SipEvent } from './sip-event.ts';

/** A plain packet, and the objects that the analyser makes of such a packet: each is made when it is asked for. */
export interface PlainEvent extends PlainPacket, PlainPlace {
  /** The status code of a response; null for a request. */
  readonly status: number | null;
  /** The header fields of the message. */
  readonly headers: LaneHeaders;
  /** The interface of the frame. */
  readonly interface: CaptureInterface;
  /** The algorithms of the SA. */
  readonly suite: Suite;
  /** The frame. */
  readonly record: CaptureRecord;
  /** The ESP packet, and what became of it. */
  readonly packet: Datagram;
  readonly result: EspResult;
  readonly esp: EspEvent;
  /** The message. */
  readonly event: SipEvent;
}
