import type { RegistrationExchange } from '../../diameter/registration-exchange.ts';
import type { FrameReference, Moment } from '../../model/capture.ts';
import type { Origin, Wrapper } from '../../model/origin.ts';
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
  /** Status code of a response; null for a request. */
  readonly status: number | null;
  /**
   * A number that all messages with its Call-ID and CSeq have, and no others; null without a readable CSeq, and for ACK,
   * which has no response.
   */
  readonly transaction: number | null;
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
export interface CxNote extends Moment, FrameReference, RegistrationExchange {
  /** Addresses, canonical text. */
  readonly source: string;
  readonly destination: string;
}

/** A moment that moves on: for what changes with each packet, so that no object is made for it. */
export class MovingMoment implements Moment {
  seconds = 0;
  nanoseconds = 0;

  constructor(moment: Moment) {
    this.moveTo(moment);
  }

  moveTo({ seconds, nanoseconds }: Moment): void {
    this.seconds = seconds;
    this.nanoseconds = nanoseconds;
  }
}

/** The same for a frame with its time. */
export class MovingFrame extends MovingMoment implements FrameReference {
  file: number;
  frame: number;

  constructor(place: Moment & FrameReference) {
    super(place);
    this.file = place.file;
    this.frame = place.frame;
  }

  moveToFrame(place: Moment & FrameReference): void {
    this.moveTo(place);
    this.file = place.file;
    this.frame = place.frame;
  }
}

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

/** Where a packet was, and the ESP around it. */
export function placeOf({
  file,
  frame,
  seconds,
  nanoseconds,
  protection,
  wrapper,
}: Origin): Omit<PacketNote, 'source' | 'sourcePort' | 'destination' | 'destinationPort'> {
  return { file, frame, seconds, nanoseconds, protection, wrapper };
}
