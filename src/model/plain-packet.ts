import type { FrameReference, Moment } from './capture.ts';
import type { SecurityAssociation } from './security-association.ts';

/**
 * A plain packet: a frame that holds one ESP packet in transport mode, seen for the first time and with a good ICV; in it
 * one UDP datagram with one whole SIP message. Whoever gives it out has one record for all, refilled for each.
 */
export interface PlainPacket extends FrameReference, Moment {
  /** Canonical texts of the addresses. */
  readonly source: string;
  readonly destination: string;
  /** The SA that verified and decrypted it. */
  readonly sa: SecurityAssociation;
  /** Sequence number of the ESP packet, unsigned 32 bit. */
  readonly sequence: number;
  /** Fingerprint of its ICV, see icvFingerprint(). */
  readonly fingerprint: number;
  /** Octets of the ESP packet, from its SPI on. */
  readonly length: number;
  /** Ports of the UDP datagram in it. */
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** The message is in `bytes` from `start` to `end`, and has its body from `body` on. Valid during the call only. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly body: number;
  readonly end: number;
  /** Is REGISTER the method in its CSeq? */
  readonly isOfRegister: boolean;
}
