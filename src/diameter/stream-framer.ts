import { readU32 } from '../bytes/read.ts';
import type { Origin } from '../model/origin.ts';
import { framesOf, StreamBuffer, type StreamMemory } from '../net/stream/stream-buffer.ts';
import { DIAMETER_HEADER_LENGTH, type DiameterMessage, diameterLength, parseDiameter } from './message.ts';

/**
 * Receives a message, the frames that carried its bytes (in the order of the bytes, each once) and the origin of the
 * segment that completed it. The message is a view that is valid only during the call.
 */
type EmitDiameter = (message: DiameterMessage, frames: readonly number[], origin: Origin) => void;

/**
 * Cuts one direction of a TCP stream into Diameter messages by their length (RFC 6733 §2.1, §3). In midstream and after
 * a gap, reading resumes at the next segment that begins with a header.
 */
export class DiameterStreamFramer {
  readonly #emit: EmitDiameter;
  readonly #pending: StreamBuffer;
  /** Length of the waiting message; 0 if not known. */
  #expected = 0;
  #inStep: boolean;
  #ended = false;

  /** @param memory counts the bytes that wait for the rest of their message; see StreamBuffer. */
  constructor(midstream: boolean, emit: EmitDiameter, memory?: StreamMemory) {
    this.#pending = new StreamBuffer(memory);
    this.#inStep = !midstream;
    this.#emit = emit;
  }

  /** False if the stream has ended: further calls have no effect. */
  get interested(): boolean {
    return !this.#ended;
  }

  /** Bytes that wait for the rest of a message. */
  get unfinished(): number {
    return this.#pending.length;
  }

  /** The next bytes of the stream; they and a reused origin need be valid only during the call. */
  data(bytes: Uint8Array, start: number, end: number, origin: Origin): void {
    if (this.#ended || (!this.#inStep && !isMessageStart(bytes, start, end))) return;
    this.#inStep = true;
    const pending = this.#pending;
    if (pending.length === 0) {
      const used = start + this.#consume(bytes.subarray(start, end), origin);
      if (used < end) pending.append(bytes, used, end, origin);
      return;
    }
    pending.append(bytes, start, end, origin);
    if (pending.length >= Math.max(this.#expected, DIAMETER_HEADER_LENGTH))
      pending.drop(this.#consume(pending.view(), origin));
  }

  /** Bytes of the stream were not captured. */
  gap(): void {
    this.#lose();
  }

  /** The stream or the capture ends. */
  end(): void {
    this.#lose();
    this.#ended = true;
  }

  /** Emits the whole messages at the beginning; returns the offset of the rest. */
  #consume(bytes: Uint8Array, origin: Origin): number {
    let at = 0;
    for (;;) {
      this.#expected = diameterLength(bytes, at, bytes.length);
      if (this.#expected < 0) {
        this.#lose();
        return bytes.length;
      }
      if (this.#expected === 0 || at + this.#expected > bytes.length) return at;
      const end = at + this.#expected;
      // The waiting bytes belong to the first message; only that message came in several pieces.
      const isWaiting = at === 0 && this.#pending.length > 0;
      const frames = isWaiting ? this.#pending.framesBetween(0, end) : framesOf(origin);
      this.#emit(parseDiameter(bytes, at, this.#expected), frames, origin);
      at = end;
    }
  }

  #lose(): void {
    this.#pending.clear();
    this.#expected = 0;
    this.#inStep = false;
  }
}

/** Do the bytes begin with a header (RFC 6733 §3) of a command from the standard range or a vendor's (§11.2.1)? */
export function isMessageStart(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < DIAMETER_HEADER_LENGTH || diameterLength(bytes, start, end) <= 0) return false;
  const command = readU32(bytes, start + 4) & 0xffffff;
  return command >= LOWEST_COMMAND && command < 2 ** 23 + 2 ** 16;
}

/** Lower commands are reserved for RADIUS and never used (RFC 6733 §11.2.1). */
const LOWEST_COMMAND = 256;
