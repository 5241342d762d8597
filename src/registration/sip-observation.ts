import type { Origin } from '../model/origin.ts';
import type { SipMessage } from '../sip/message.ts';

/** The two ends of the datagram or stream with a message; addresses as canonical text. */
export interface FlowEnds {
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
}

/** A SIP message and its two ends. */
export interface SipObservation {
  readonly message: SipMessage;
  readonly origin: Origin;
  readonly flow: FlowEnds;
}
