import type { SipEvent } from '../../analysis/events/sip-event.ts';
import { hashBytesTwice, hashNumber, hashStart } from '../../bytes/hash.ts';
import { ownText } from '../../bytes/latin1.ts';
import { utf8FromLatin1 } from '../../bytes/utf8.ts';
import type { IcvVerdict } from '../../model/protection.ts';
import { answersIn, challengesIn, mainAnswer } from '../../sip/digest.ts';
import type { SipMessage } from '../../sip/message.ts';
import { saLabel } from '../text/protection-text.ts';

/**
 * The facts of a SIP message for a ladder: a few hundred bytes, whatever its length. Texts are as in the packet, read
 * as UTF-8.
 */
export interface LadderMessage {
  /** Number of the message, chosen by the caller. */
  readonly message: number;
  readonly file: number;
  /** The frame that completed it. */
  readonly frame: number;
  /** All frames that carried it, in capture order. */
  readonly frames: readonly number[];
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly transport: SipEvent['transport'];
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  /** The SA by its name or SPI, and the ICV result; null if unprotected. */
  readonly protection: { readonly sa: string; readonly icv: IcvVerdict } | null;
  readonly cut: boolean;
  /** Method of a request; null for a response. */
  readonly method: string | null;
  /** Status of a response; null for a request. */
  readonly status: number | null;
  /** Reason phrase of a response. */
  readonly reason: string | null;
  /** Method of CSeq. */
  readonly cseqMethod: string | null;
  readonly callId: string | null;
  /** URIs of a request's From and To. */
  readonly from: string | null;
  readonly to: string | null;
  /** Does it carry a session description (RFC 8866)? */
  readonly sdp: boolean;
  /** Number of Vias: 1 if the request comes directly from its origin. */
  readonly vias: number;
  /** Branches of the topmost Via and of the one below: the sender added the first and received the second. */
  readonly branch: string | null;
  readonly previousBranch: string | null;
  /** Port of the topmost sent-by, at which the sender of a request can be reached. */
  readonly viaPort: number;
  /** Nonce of a challenge. */
  readonly nonce: string | null;
  /** `username` of a REGISTER's Authorization. */
  readonly impi: string | null;
  /** Equal for equal bytes between equal ends. */
  readonly fingerprint: string;
}

/** Summarises a message. The summary outlives the event, because it has none of its bytes. */
export function ladderMessage(event: SipEvent, index: number): LadderMessage {
  const { message, cut } = event;
  const isRequest = message.method !== null;
  const { vias } = message;
  const [top, below] = vias;
  return {
    message: index,
    ...ladderPlace(event),
    transport: event.transport,
    cut,
    method: kept(message.method),
    status: message.status,
    reason: kept(message.reason),
    cseqMethod: kept(message.cseq?.method),
    callId: ladderCallId(message),
    from: isRequest ? kept(message.from?.uri) : null,
    to: isRequest ? kept(message.to?.uri) : null,
    sdp: message.bodyStart < message.bytes.length && isSdp(message.header('content-type')),
    vias: vias.length,
    branch: kept(top?.branch),
    previousBranch: isRequest ? kept(below?.branch) : null,
    viaPort: top?.port ?? SIP_PORT,
    nonce: kept(nonceOf(message)),
    impi: message.method === 'REGISTER' ? kept(usernameOf(message)) : null,
    fingerprint: fingerprintOf(message.bytes, 0, message.bytes.length, start => event.flow.hash(start)),
  };
}

/** `callId` of the summary of a message. */
export function ladderCallId({ callId }: SipMessage): string | null {
  return kept(callId);
}

/** Place, time and ends of a message, copied from its event. */
export function ladderPlace({ flow, frames, origin }: Pick<SipEvent, 'flow' | 'frames' | 'origin'>) {
  const { protection } = origin;
  return {
    file: origin.file,
    frame: origin.frame,
    frames: frames.slice(-FRAMES_KEPT),
    seconds: origin.seconds,
    nanoseconds: origin.nanoseconds,
    source: flow.source,
    sourcePort: flow.sourcePort,
    destination: flow.destination,
    destinationPort: flow.destinationPort,
    protection: protection === null ? null : { sa: saLabel(protection), icv: protection.icv },
  };
}

/** Frames kept of one message: the last ones, which completed it. */
const FRAMES_KEPT = 16;

/** Most characters of a text; longer ones are cut, so that a summary stays small. */
export const TEXT_KEPT = 256;

/** Of a Via without a port (RFC 3261 §18.1.1). */
export const SIP_PORT = 5060;

/** Is this the Content-Type of a session description? */
export function isSdp(contentType: string | null): boolean {
  return /^application\/sdp\b/i.test(contentType ?? '');
}

/** A copy, because a part of a text keeps the whole text in memory. */
export function kept(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  const part = text.slice(0, TEXT_KEPT);
  const decoded = utf8FromLatin1(part);
  const copy = decoded === part ? ownText(part) : decoded;
  return text.length > TEXT_KEPT ? `${copy}…` : copy;
}

function nonceOf(message: SipMessage): string | null {
  if (message.status !== 401 && message.status !== 407) return null;
  return challengesIn(message)[0]?.nonce ?? null;
}

function usernameOf(message: SipMessage): string | null {
  return mainAnswer(answersIn(message))?.username ?? null;
}

/** Two hashes: others have the same pair in one case of 2⁶⁴, and nobody can make such a case. */
export function fingerprintOf(
  bytes: Uint8Array,
  start: number,
  end: number,
  hashEnds: (start: number) => number,
): string {
  const ends = hashEnds(hashStart());
  const otherEnds = hashEnds(hashNumber(hashStart(), 1));
  const [one, other] = hashBytesTwice(ends, otherEnds, bytes, start, end);
  return `${one} ${other} ${end - start}`;
}
