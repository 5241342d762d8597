import type { RegistrationExchange } from '../../diameter/registration-exchange.ts';
import type { FrameReference, Moment } from '../../model/capture.ts';
import type { Wrapper } from '../../model/origin.ts';
import type { Protection } from '../../model/protection.ts';
import type { IcmpError } from '../../net/ip/icmp.ts';
import type { SipMessage } from '../../sip/message.ts';

export type { Moment } from '../../model/capture.ts';

/** When and where a packet was seen, and between which ends it went; addresses as canonical text. */
export interface PacketNote extends Moment, FrameReference {
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  /** The ESP packet around it; null if it is unprotected. */
  readonly protection: Protection | null;
  readonly wrapper?: Wrapper | null | undefined;
}

/** A SIP message on one leg. Only REGISTERs and their responses keep their body. */
export interface SipNote extends PacketNote {
  readonly message: SipMessage;
  readonly transport: 'udp' | 'tcp' | 'sctp';
}

/** A TCP segment that opens, refuses or ends a connection. */
export interface TcpNote extends PacketNote {
  readonly kind: 'syn' | 'syn-ack' | 'rst' | 'fin';
  readonly sequence: number;
}

/** An ICMP error, and the ESP packet around it; null if it is unprotected. */
export interface IcmpNote extends Moment, FrameReference, IcmpError {
  readonly protection: Protection | null;
}

/**
 * A Diameter request or answer of Cx about a registration (TS 29.229). An answer without a user is about the user of its
 * request.
 */
export interface CxNote extends Moment, FrameReference, RegistrationExchange {}

/** Seconds from one moment to another; negative if the other is earlier. */
export function secondsBetween(from: Moment, to: Moment): number {
  return to.seconds - from.seconds + (to.nanoseconds - from.nanoseconds) / 1e9;
}

/** Is `one` later than `other`? */
export function isAfter(one: Moment, other: Moment): boolean {
  return secondsBetween(other, one) > 0;
}

/** The frames of notes, each once, in the order of the notes; `most` at most. */
export function framesOf(notes: readonly FrameReference[], most = 12): FrameReference[] {
  const frames: FrameReference[] = [];
  for (const { file, frame } of notes) {
    if (frames.length >= most) break;
    if (!frames.some(one => one.file === file && one.frame === frame)) frames.push({ file, frame });
  }
  return frames;
}

/** Frames in the order of the capture: by file, then by number. */
export function inFrameOrder(frames: readonly FrameReference[]): FrameReference[] {
  return [...frames].sort((a, b) => a.file - b.file || a.frame - b.frame);
}

/** Seconds for a text: `0.35 s`, `12 s`. */
export function secondsText(seconds: number): string {
  return seconds < 10 ? `${Math.max(0, seconds).toFixed(2)} s` : `${Math.round(seconds)} s`;
}
