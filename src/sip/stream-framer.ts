import { printable } from '../bytes/printable.ts';
import { readU8 } from '../bytes/read.ts';
import type { Report } from '../model/issue.ts';
import type { Origin } from '../model/origin.ts';
import { framesOf, StreamBuffer, type StreamMemory } from '../net/stream/stream-buffer.ts';
import { HeaderScan, NO_LENGTH } from './header-scan.ts';
import { SipMessage } from './message.ts';
import { NOT_SIP, nextLine, startLineEnd, UNDECIDED } from './start-line.ts';

/** Most bytes of a header section on TCP: real ones have some thousand. */
export const HEADER_SECTION_CAP = 256 * 1024;
/** Most bytes of a body on TCP: SDP and location have some thousand. */
export const BODY_CAP = 16 * 1024 * 1024;
/**
 * After this many bytes without a start line a stream that began before the capture is ignored: the longest header
 * section.
 */
const MIDSTREAM_CAP = 256 * 1024;

/**
 * Receives a message, the frames that carried its bytes (in the order of the bytes, each once) and the origin of
 * the segment that completed it. The message is a view: it and a reused origin are valid only during the call.
 */
type EmitSip = (message: SipMessage, frames: readonly number[], origin: Origin) => void;

/**
 * The framer's task for the next bytes: expect a start line at once, search for one, search for the end of the header
 * section, wait for the body, skip the rest of a message cut by a gap, or ignore everything.
 */
type State = 'start' | 'search' | 'header' | 'body' | 'skip' | 'sink';

/**
 * Cuts one direction of a TCP stream into SIP messages by Content-Length (RFC 3261 §18.3).
 *
 * A stream that does not begin with SIP becomes a sink. After a gap, or if the capture began in midstream, the framer
 * searches for a start line at the beginning of a segment or of a line. It accepts one only if well-formed header
 * fields follow, with all mandatory ones (RFC 3261 §8.1.1, §18.3), and CSeq names the method: a message/sipfrag body or
 * half a method name is not a message. A gap inside a body needs no search, as the Content-Length tells where the next
 * message begins. Messages cut by a gap are not emitted. Messages cut by the snap length are emitted as far as they go,
 * with a `problem`; after a gap only if they begin their segment and have a whole header field.
 *
 * Issues: `sip-gap` (damage, except for the skipped beginning of a midstream), `sip-framing` (damage: no start line
 * after a message), `sip-content-length` (damage: not a number, or above BODY_CAP), `sip-content-length-missing` (once
 * per stream, read as 0), `sip-header-section` (damage: above HEADER_SECTION_CAP) and `sip-incomplete` (no damage: the
 * stream or the capture ended within a message).
 */
export class SipStreamFramer {
  readonly #emit: EmitSip;
  readonly #report: Report;
  readonly #pending: StreamBuffer;
  readonly #scan = new HeaderScan();

  #state: State;
  /** False until a message shows that this is SIP: nothing is reported about other streams. */
  #known = false;
  /** Was the start line of the current message found by search, and not yet confirmed by its headers? */
  #unconfirmed = false;
  /** Does it begin at the start of a segment? */
  #beginsSegment = false;
  /** Length of its start line with the line end. */
  #firstLine = 0;
  /** Length of the current message, if its header section is complete. */
  #total = 0;
  /** Remaining bytes of a message cut by a gap. */
  #skip = 0;
  /** Bytes skipped in search of the first message, without empty lines. */
  #passed = 0;
  #missingLengthReported = false;
  #file: number | null = null;
  #frame: number | null = null;

  /** @param memory counts the bytes that wait for the rest of their message; see StreamBuffer. */
  constructor(midstream: boolean, emit: EmitSip, report: Report, memory?: StreamMemory) {
    this.#pending = new StreamBuffer(memory);
    this.#state = midstream ? 'search' : 'start';
    this.#emit = emit;
    this.#report = report;
  }

  /** False if the stream is not SIP or has ended: further calls have no effect. */
  get interested(): boolean {
    return this.#state !== 'sink';
  }

  /** Bytes that wait for the rest of a message; -1 if the stream is not SIP or has ended. */
  get unfinished(): number {
    return this.#state === 'sink' ? -1 : this.#pending.length;
  }

  /** The next bytes of the stream; they and a reused origin need be valid only during the call. */
  data(bytes: Uint8Array, start: number, end: number, origin: Origin): void {
    if (this.#state === 'sink' || start >= end) return;
    this.#file = origin.file;
    this.#frame = origin.frame;
    const pending = this.#pending;
    if (pending.length === 0) {
      const kept = start + this.#consume(bytes.subarray(start, end), origin);
      if (kept < end) pending.append(bytes, kept, end, origin);
      return;
    }
    pending.append(bytes, start, end, origin);
    if (this.#state === 'body' && pending.length < this.#total) return;
    pending.drop(this.#consume(pending.view(), origin));
  }

  /**
   * `missing` bytes of the stream were not captured; 0 or less if their number is not known. `cut`: the snap length
   * cut the segment before it.
   */
  gap(missing: number, origin: Origin, cut = false): void {
    if (this.#state === 'sink') return;
    this.#file = origin.file;
    this.#frame = origin.frame;
    // Cut segments have one issue for the whole file.
    if (cut) this.#emitCut(origin);
    else if (this.#known)
      this.#issue('sip-gap', true, `expected no gap, found ${gapText(missing)} ${this.#place()}`);
    const rest = this.#restOfMessage() - missing;
    this.#pending.clear();
    this.#scan.begin(0);
    this.#skip = missing > 0 && rest >= 0 ? rest : 0;
    if (missing <= 0 || rest < 0) this.#state = 'search';
    else this.#state = this.#skip > 0 ? 'skip' : 'start';
  }

  /** Emits the captured part of the current message. */
  #emitCut(origin: Origin): void {
    const pending = this.#pending;
    const inside = this.#state === 'header' || this.#state === 'body';
    if (!inside || pending.length === 0) return;
    if (this.#unconfirmed) {
      if (!this.#beginsSegment || this.#scan.next <= this.#firstLine) return;
      this.#confirm();
    }
    const message =
      this.#state === 'body'
        ? new SipMessage(pending.view(), this.#scan.bodyStart, 'content-length-too-long')
        : new SipMessage(pending.view(), this.#scan.next, 'header-section-cut');
    this.#emit(message, pending.framesBetween(0, pending.length), origin);
  }

  /** The stream or the capture ends. */
  end(): void {
    if (this.#known && this.#pending.length > 0 && !this.#unconfirmed && this.#state !== 'search')
      this.#issue(
        'sip-incomplete',
        false,
        `expected a whole message, found the end of the stream ${this.#place()}`,
      );
    this.#state = 'sink';
    this.#pending.clear();
  }

  /** Emits the whole messages; returns the offset of the bytes to keep, or the length if there are none. */
  #consume(bytes: Uint8Array, origin: Origin): number {
    let at = 0;
    while (at < bytes.length) {
      const before = this.#state;
      if (before === 'sink') return bytes.length;
      if (before === 'skip') at = this.#skipBody(at, bytes.length);
      else if (before === 'start' || before === 'search') at = this.#findStart(bytes, at);
      else if (before === 'header') at = this.#readHeader(bytes, at);
      else at = this.#readBody(bytes, at, origin);
      if (this.#state === before) return at;
    }
    return at;
  }

  #skipBody(at: number, end: number): number {
    const skipped = Math.min(this.#skip, end - at);
    this.#skip -= skipped;
    if (this.#skip === 0) this.#state = 'start';
    return at + skipped;
  }

  /** Offset of the next start line, or of the beginning of a possible one, or the end of the bytes. */
  #findStart(bytes: Uint8Array, from: number): number {
    let at = from;
    let start = from === 0 ? 0 : -1;
    while (at < bytes.length && this.interested) {
      if (isLineEnd(readU8(bytes, at))) {
        if (at++ === start) start = at;
        continue;
      }
      const firstLine = startLineEnd(bytes, at, bytes.length);
      if (firstLine === UNDECIDED) break;
      if (firstLine !== NOT_SIP) {
        this.#unconfirmed = this.#state === 'search';
        this.#beginsSegment = at === start;
        this.#firstLine = firstLine - at;
        this.#known ||= this.#state === 'start';
        this.#state = 'header';
        this.#scan.begin(this.#firstLine);
        break;
      }
      if (this.#state === 'start') this.#loseFraming();
      const next = nextLine(bytes, at);
      this.#passOver(next - at);
      at = next;
    }
    return at;
  }

  #readHeader(bytes: Uint8Array, at: number): number {
    const scan = this.#scan;
    const result = scan.run(bytes, at, this.#unconfirmed);
    if (result === 'malformed') return this.#search(at, at + scan.next);
    if ((result === 'more' ? bytes.length - at : scan.bodyStart) > HEADER_SECTION_CAP) {
      this.#complain(
        'sip-header-section',
        `expected up to ${HEADER_SECTION_CAP} bytes of headers, found more`,
      );
      return this.#search(at, result === 'more' ? bytes.length : at + scan.bodyStart);
    }
    if (result === 'more') return at;
    if (this.#unconfirmed && !isPlausible(bytes, at, scan.bodyStart))
      return this.#search(at, at + scan.bodyStart);
    this.#confirm();
    return this.#readLength(at);
  }

  /** The header section of the message at `at` is complete: reads its length. */
  #readLength(at: number): number {
    const { contentLength, bodyStart } = this.#scan;
    if (contentLength === NO_LENGTH) this.#reportMissingLength();
    else if (contentLength < 0 || contentLength > BODY_CAP) {
      this.#complain(
        'sip-content-length',
        `expected one Content-Length from 0 to ${BODY_CAP}, found another value or several`,
      );
      return this.#search(at, at + bodyStart);
    }
    this.#total = bodyStart + Math.max(contentLength, 0);
    this.#state = 'body';
    return at;
  }

  #readBody(bytes: Uint8Array, at: number, origin: Origin): number {
    const stop = at + this.#total;
    if (stop > bytes.length) return at;
    const message = new SipMessage(bytes.subarray(at, stop), this.#scan.bodyStart);
    this.#scan.begin(0);
    this.#state = 'start';
    const frames = this.#pending.length > 0 ? this.#pending.framesBetween(at, stop) : framesOf(origin);
    this.#emit(message, frames, origin);
    return stop;
  }

  /** Drops the message at `at` and searches for a start line from `next` on. */
  #search(at: number, next: number): number {
    this.#state = 'search';
    this.#unconfirmed = false;
    this.#scan.begin(0);
    this.#passOver(next - at);
    return next;
  }

  /** A start line is missing: the stream is not SIP, or its framing is lost. */
  #loseFraming(): void {
    if (!this.#known) {
      this.#state = 'sink';
      return;
    }
    this.#issue('sip-framing', true, 'expected a start line after the end of a message, found other bytes');
    this.#state = 'search';
  }

  #passOver(length: number): void {
    if (this.#known) return;
    this.#passed += length;
    if (this.#passed > MIDSTREAM_CAP) this.#state = 'sink';
  }

  /** The headers show that this is a message. */
  #confirm(): void {
    this.#unconfirmed = false;
    if (this.#known) return;
    this.#known = true;
    if (this.#passed > 0)
      this.#issue(
        'sip-gap',
        false,
        `expected a message first, found ${this.#passed} bytes that belong to none`,
      );
  }

  #reportMissingLength(): void {
    if (this.#missingLengthReported) return;
    this.#missingLengthReported = true;
    this.#issue(
      'sip-content-length-missing',
      false,
      'expected a Content-Length on TCP, found none: read as 0',
    );
  }

  /** Remaining bytes of the current message; -1 if its length is not known. */
  #restOfMessage(): number {
    if (this.#state === 'skip') return this.#skip;
    return this.#state === 'body' ? this.#total - this.#pending.length : -1;
  }

  /** The position in the stream, for the text of an issue. */
  #place(): string {
    const read = this.#pending.length;
    if (this.#state === 'skip') return `in a message already cut, ${this.#skip} bytes before its end`;
    if (this.#state === 'search') return 'while looking for a start line';
    if (this.#state === 'start')
      return read === 0 ? 'between two messages' : `after ${read} bytes of a start line`;
    const total = this.#state === 'body' ? `${this.#total} bytes` : 'the header section';
    return `in "${this.#startLine()}" after ${read} bytes of ${total}`;
  }

  #startLine(): string {
    const { startLine } = new SipMessage(this.#pending.view(), this.#pending.length);
    return printable(startLine.slice(0, 120));
  }

  /** Reports an Issue about the current message, if it is confirmed as one. */
  #complain(code: string, problem: string): void {
    if (!this.#unconfirmed) this.#issue(code, true, `${problem}; reading resumes at the next start line`);
  }

  #issue(code: string, damage: boolean, message: string): void {
    this.#report({ code, layer: 'sip', damage, file: this.#file, frame: this.#frame, offset: null, message });
  }
}

/** Does it have the mandatory header fields, and the method in CSeq (RFC 3261 §8.1.1, §18.3)? */
function isPlausible(bytes: Uint8Array, at: number, bodyStart: number): boolean {
  const message = new SipMessage(bytes.subarray(at, at + bodyStart), bodyStart);
  const { cseq, method } = message;
  if (cseq === null || (method !== null && method !== cseq.method)) return false;
  return ['via', 'from', 'to', 'call-id', 'content-length'].every(name => message.header(name) !== null);
}

function isLineEnd(byte: number): boolean {
  return byte === 13 || byte === 10;
}

function gapText(missing: number): string {
  return missing > 0 ? `one of ${missing} bytes` : 'one';
}
