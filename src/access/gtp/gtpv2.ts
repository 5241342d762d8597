import { readU8, readU16, readU32 } from '../../bytes/read.ts';

/** Port of GTP-C, versions 1 and 2 (TS 29.274 §4.2, TS 29.060 §10.1). */
export const GTP_CONTROL_PORT = 2123;

/** One information element (TS 29.274 §8.2.1). */
export interface GtpElement {
  readonly type: number;
  readonly instance: number;
  /** A view of its value. */
  readonly data: Uint8Array;
}

/** A message of GTPv2-C. */
export interface Gtpv2Message {
  readonly type: number;
  /** Of the receiver; null without one. 0: the receiver's is not known yet. */
  readonly teid: number | null;
  readonly sequence: number;
  readonly elements: readonly GtpElement[];
  /** False if it or an element is longer than what was captured: the elements before that were read. */
  readonly whole: boolean;
}

/** Messages in one datagram: one, and one that rides on it (TS 29.274 §5.5.1). */
const MOST_MESSAGES = 2;

/** Elements of one message or group: those of a message with all its bearers are below a hundred. */
const MOST_ELEMENTS = 512;

const FLAG_PIGGYBACK = 0x10;
const FLAG_TEID = 0x08;

/** The messages in a datagram, one or with a piggybacked one two; empty if none begins there (TS 29.274 §5.1). */
export function readGtpv2(bytes: Uint8Array, start: number, end: number): Gtpv2Message[] {
  const messages: Gtpv2Message[] = [];
  let at = start;
  while (messages.length < MOST_MESSAGES && end - at >= 8) {
    const flags = readU8(bytes, at);
    if (flags >> 5 !== 2) break;
    const hasTeid = (flags & FLAG_TEID) !== 0;
    const header = hasTeid ? 12 : 8;
    const length = 4 + readU16(bytes, at + 2);
    if (length < header || end - at < header) break;
    const next = at + length;
    const body = bytes.subarray(at + header, Math.min(end, next));
    const { elements, whole } = gtpElements(body);
    messages.push({
      type: readU8(bytes, at + 1),
      teid: hasTeid ? readU32(bytes, at + 4) : null,
      sequence: readU32(bytes, at + header - 4) >>> 8,
      elements,
      whole: whole && next <= end,
    });
    if ((flags & FLAG_PIGGYBACK) === 0) break;
    at = next;
  }
  return messages;
}

/** The elements one after the other in `bytes`: of a message, or of a grouped element. */
export function gtpElements(bytes: Uint8Array): { elements: GtpElement[]; whole: boolean } {
  const elements: GtpElement[] = [];
  let at = 0;
  while (at < bytes.length && elements.length < MOST_ELEMENTS) {
    if (bytes.length - at < 4) return { elements, whole: false };
    const end = at + 4 + readU16(bytes, at + 1);
    if (end > bytes.length) return { elements, whole: false };
    const data = bytes.subarray(at + 4, end);
    elements.push({ type: readU8(bytes, at), instance: readU8(bytes, at + 3) & 15, data });
    at = end;
  }
  return { elements, whole: at === bytes.length };
}
