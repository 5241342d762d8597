import { toHex } from '../../../bytes/hex.ts';
import { fromLatin1, latin1 } from '../../../bytes/latin1.ts';
import { diameterLength } from '../../../diameter/message.ts';
import { type Datagram, TCP_FLAG } from '../../../net/packet/datagram.ts';
import { isSipStart } from '../../../sip/start-line.ts';
import { anonymousDiameter, maybeDiameter } from '../messages/diameter.ts';
import type { Replacing } from '../messages/sip-headers.ts';
import { anonymousSip } from '../messages/sip-message.ts';
import { withoutNames } from '../names/names.ts';
import type { HeldFrame } from './held-frame.ts';
import type { Payload } from './packet-walk.ts';

/** Octets of a segment that are not yet replaced. */
interface Piece {
  readonly bytes: Uint8Array;
  start: number;
  readonly end: number;
  readonly held: HeldFrame;
  readonly sequence: number;
}

/** What was replaced, for copies of a segment. */
interface Replaced {
  readonly sequence: number;
  readonly original: Uint8Array;
  readonly shown: Uint8Array;
}

/** One direction of a connection. */
interface Stream {
  /** Sequence number behind the last piece. */
  next: number;
  readonly pieces: Piece[];
  /** Segments behind a hole. */
  readonly early: Piece[];
  readonly past: Replaced[];
  /** Segments that came again before the first was replaced. */
  readonly copies: Piece[];
}

/** SIP and Diameter in TCP: each message is replaced when all its segments have come. Others are left out. */
export class TcpContents {
  readonly #replacing: Replacing;
  readonly #streams = new Map<string, Stream>();

  constructor(replacing: Replacing) {
    this.#replacing = replacing;
  }

  /** Takes a segment; its frame waits until its octets are replaced. */
  segment({ bytes, start, end }: Payload, datagram: Datagram, held: HeldFrame): boolean {
    const key = `${toHex(datagram.copyAddresses())} ${datagram.sourcePort} ${datagram.destinationPort}`;
    const isSyn = (datagram.tcpFlags & TCP_FLAG.SYN) !== 0;
    let stream = this.#streams.get(key);
    const sequence = (datagram.sequence + (isSyn ? 1 : 0)) >>> 0;
    if (
      stream !== undefined &&
      isSyn &&
      stream.next !== sequence &&
      stream.past.at(0)?.sequence !== sequence
    ) {
      this.#settle(stream);
      stream = undefined;
    }
    if (stream === undefined) {
      if (end === start && !isSyn) return true;
      stream = { next: sequence, pieces: [], early: [], past: [], copies: [] };
      if (this.#streams.size >= MOST_STREAMS) this.settle();
      this.#streams.set(key, stream);
    }
    if (end === start) return true;
    held.pending++;
    stream.early.push({ bytes, start, end, held, sequence });
    this.#advance(stream);
    return true;
  }

  /** Ends all waits. */
  settle(): void {
    for (const stream of this.#streams.values()) this.#settle(stream);
    this.#streams.clear();
  }

  #settle(stream: Stream): void {
    this.#replace(stream, true);
    this.#copy(stream, true);
    while (stream.early.length > 0) {
      const first = stream.early.reduce((a, b) => (((b.sequence - a.sequence) | 0) < 0 ? b : a));
      stream.next = first.sequence;
      this.#advance(stream);
      this.#replace(stream, true);
      this.#copy(stream, true);
    }
  }

  /** Takes what is no longer early. */
  #advance(stream: Stream): void {
    for (let i = 0; i < stream.early.length; ) {
      const piece = stream.early[i] as Piece;
      const ahead = (piece.sequence - stream.next) | 0;
      if (ahead > 0) {
        i++;
        continue;
      }
      stream.early.splice(i, 1);
      const length = piece.end - piece.start;
      const old = Math.min(-ahead, length);
      if (old > 0) {
        piece.held.pending++;
        stream.copies.push({ ...piece, end: piece.start + old });
      }
      if (old < length) {
        stream.pieces.push({ ...piece, start: piece.start + old });
        stream.next = (stream.next + length - old) >>> 0;
        this.#replace(stream, false);
      } else piece.held.pending--;
      this.#copy(stream, false);
      i = 0;
    }
  }

  /** Gives copies what their originals got; another replacement for other octets. */
  #copy(stream: Stream, isLast: boolean): void {
    const replaced = (stream.next - waitingLength(stream)) >>> 0;
    for (let i = 0; i < stream.copies.length; ) {
      const piece = stream.copies[i] as Piece;
      const end = (piece.sequence + piece.end - piece.start) >>> 0;
      if (!isLast && ((end - replaced) | 0) > 0) {
        i++;
        continue;
      }
      this.#copyPiece(stream, piece);
      piece.held.pending--;
      stream.copies.splice(i, 1);
    }
  }

  /** Octets that were not replaced before are no message: text is replaced word by word, other content left out. */
  #copyPiece({ past }: Stream, { bytes, start, end, held, sequence }: Piece): void {
    const original = bytes.slice(start, end);
    let known = 0;
    bytes.set(fromLatin1(withoutNames(latin1(original), this.#replacing.mapping)), start);
    for (const one of past) {
      const shift = (sequence - one.sequence) | 0;
      const from = Math.max(0, -shift);
      const to = Math.min(original.length, one.original.length - shift);
      for (let i = from; i < to; i++)
        if (one.original[i + shift] === original[i]) {
          bytes[start + i] = one.shown[i + shift] as number;
          known++;
        }
    }
    held.leftOut ||= known < original.length && BINARY.test(latin1(original));
  }

  /** Replaces the messages that are whole; with `isLast` also what is there of the next. */
  #replace(stream: Stream, isLast: boolean): void {
    const waiting = joined(stream.pieces);
    let at = 0;
    while (at < waiting.length) {
      const message = this.#messageAt(waiting, at, isLast);
      if (message === null) break;
      this.#write(stream, waiting.subarray(at, at + message.length), message.shown);
      at += message.length;
    }
  }

  /** The replacement of the message at an offset; `shown` is null for what is not read. Null: it is not yet whole. */
  #messageAt(
    bytes: Uint8Array,
    at: number,
    isLast: boolean,
  ): { length: number; shown: Uint8Array | null } | null {
    let silent = at;
    while (silent < bytes.length && (bytes[silent] === 13 || bytes[silent] === 10)) silent++;
    if (silent > at) return { length: silent - at, shown: bytes.slice(at, silent) };
    const rest = bytes.length - at;
    if (isSipStart(bytes, at, bytes.length)) {
      const length = sipLength(latin1(bytes, at));
      if (length === null || length > rest)
        return isLast || rest > MOST_WAITING ? this.#sip(bytes, at, rest) : null;
      return this.#sip(bytes, at, length);
    }
    if (maybeDiameter(bytes, at, bytes.length)) {
      const length = diameterLength(bytes, at, bytes.length);
      if (length > 0 && length <= rest) {
        const shown = bytes.slice(at, at + length);
        return { length, shown: anonymousDiameter(shown, 0, length, this.#replacing) ? shown : null };
      }
      return isLast || rest > MOST_WAITING ? { length: rest, shown: null } : null;
    }
    if (!isLast && rest < SHORTEST_START) return null;
    // The rest of a message whose beginning is missing.
    const isText = !BINARY.test(latin1(bytes, at));
    return isText && latin1(bytes, at).includes('\r\n')
      ? this.#sip(bytes, at, rest)
      : { length: rest, shown: null };
  }

  #sip(bytes: Uint8Array, at: number, length: number): { length: number; shown: Uint8Array } {
    return { length, shown: fromLatin1(anonymousSip(latin1(bytes, at, at + length), this.#replacing)) };
  }

  /** Writes into the frames of the first pieces; without `shown` they are left out. */
  #write(stream: Stream, original: Uint8Array, shown: Uint8Array | null): void {
    const sequence = (stream.next - waitingLength(stream)) >>> 0;
    if (shown !== null) {
      stream.past.push({ sequence, original: original.slice(), shown });
      if (stream.past.length > MOST_PAST) stream.past.shift();
    }
    let at = 0;
    while (at < original.length) {
      const piece = stream.pieces[0] as Piece;
      const length = Math.min(piece.end - piece.start, original.length - at);
      if (shown === null) piece.held.leftOut = true;
      else piece.bytes.set(shown.subarray(at, at + length), piece.start);
      piece.start += length;
      at += length;
      if (piece.start < piece.end) return;
      piece.held.pending--;
      stream.pieces.shift();
    }
  }
}

/** Octets of a SIP message by its Content-Length; null if its headers are not whole. */
function sipLength(text: string): number | null {
  const end = /\r?\n\r?\n/.exec(text);
  if (end === null) return null;
  const head = text.slice(0, end.index);
  const length = /^(?:content-length|l)[ \t]{0,9}:[ \t]{0,9}(\d{1,9})/im.exec(head)?.[1];
  return end.index + end[0].length + Number(length ?? 0);
}

function waitingLength({ pieces }: Stream): number {
  return pieces.reduce((sum, { start, end }) => sum + end - start, 0);
}

function joined(pieces: readonly Piece[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { start, end }) => sum + end - start, 0));
  let at = 0;
  for (const { bytes, start, end } of pieces) {
    whole.set(bytes.subarray(start, end), at);
    at += end - start;
  }
  return whole;
}

const BINARY = /[\x00-\x08\x0e-\x1f\x7f]/;
/** Streams at a time, by their number: a proxy has some hundreds. With more, all end their wait. */
const MOST_STREAMS = 2000;
/** Bytes of a message that is not whole: as many as the headers of one may have. */
const MOST_WAITING = 256 * 1024;
/** Messages that are kept for copies of their segments: a segment comes again soon, or never. */
const MOST_PAST = 8;
/** Octets of the shortest start of a message that can be told from others. */
const SHORTEST_START = 24;
