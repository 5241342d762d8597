import type { Origin } from '../../model/origin.ts';
import type { SipMessage } from '../../sip/message.ts';
import type { Flow } from './flow.ts';

/** One SIP message found in the capture. Its bytes and origin are valid only during the call that gives it. */
export interface SipEvent {
  readonly message: SipMessage;
  readonly transport: 'udp' | 'tcp' | 'sctp';
  readonly flow: Flow;
  /** Did the snap length cut it? Then only its beginning is here. */
  readonly cut: boolean;
  /** True if TCP had other bytes at the same sequence numbers before, and this is the message with the later ones. */
  readonly otherReading?: true;
  /** All frames that carried it, in capture order. */
  readonly frames: readonly number[];
  /** The frame that completed it, its time, and the ESP packet around it. */
  readonly origin: Origin;
}
