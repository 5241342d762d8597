import type { FrameReference } from '../model/capture.ts';
import type { SaSet } from '../model/security-association.ts';
import type { RegistrationCase } from './cases/case.ts';
import type { BadPackets } from './journal/bad-packets.ts';
import type { SetActivity, StrayEsp } from './journal/esp-activity.ts';
import type { CxNote, Moment, SipNote, TcpNote } from './journal/notes.ts';

/** How much a capture holds, of what matters to a registration. */
export interface CaptureTraffic {
  readonly frames: number;
  /** Frames that the snap length cut. */
  readonly truncatedFrames: number;
  readonly espPackets: number;
  /** IKE messages (UDP ports 500 and 4500). */
  readonly ikeMessages: number;
  /** Of all methods, each once. */
  readonly sipMessages: number;
}

/** What the whole capture shows. */
export interface CaptureFacts {
  /** Times of the first and the last frame. */
  readonly first: Moment;
  readonly last: Moment;
  readonly traffic: CaptureTraffic;
  /** All registrations, in the order of their first message. */
  readonly cases: readonly RegistrationCase[];
  /** REGISTERs and their responses; all other messages. */
  readonly registers: readonly SipNote[];
  readonly others: readonly SipNote[];
  /** The opening of TCP connections, in ESP and in the clear. */
  readonly tcp: readonly TcpNote[];
  /** Those of them inside the ESP of a set. */
  tcpInSet(set: SaSet): readonly TcpNote[];
  readonly cx: readonly CxNote[];
  /** All SA sets, also those that no registration explains. */
  readonly sets: readonly SaSet[];
  /** What each of them carried, of those that carried something. */
  readonly activities: readonly SetActivity[];
  /** Of SAs with bad ICVs one packet each. */
  readonly badEsp: BadPackets;
  /** ESP that no agreement explained when it came. */
  readonly strayEsp: readonly StrayEsp[];
  /** ESP packets seen more than once, folded. */
  readonly duplicates: number;
  /** The first few frames that hold a packet or a message once more. */
  readonly duplicateFrames: readonly FrameReference[];
  /** Was something of the capture lost: TCP gaps, cut packets? */
  readonly gaps: number;
  /** The first few frames behind which octets of SIP over TCP are missing. */
  readonly gapFrames: readonly FrameReference[];
}
