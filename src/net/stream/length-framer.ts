import type { Origin } from '../../model/origin.ts';
import { framesOf, StreamBuffer, type StreamMemory } from './stream-buffer.ts';

/** Octets of the message at `start`; -1 if none begins there, 0 while that or its length is still to come. */
type LengthOf = (bytes: Uint8Array, start: number, end: number) => number;

/** Receives the bytes of a whole message, the frames that carried them, and the origin of what completed it. */
type EmitMessage = (bytes: Uint8Array, frames: readonly number[], origin: Origin) => void;

/**
 * Cuts one direction of a TCP stream into messages that tell their length, such as HEP packets. Where the capture began
 * in midstream or lost something, reading goes on at the next segment that begins with a message.
 */
export class LengthFramer {
  readonly #lengthOf: LengthOf;
  readonly #emit: EmitMessage;
  readonly #pending: StreamBuffer;
  #inStep: boolean;

  /** @param memory counts what waits for the rest of its message; see StreamBuffer. */
  constructor(lengthOf: LengthOf, midstream: boolean, emit: EmitMessage, memory?: StreamMemory) {
    this.#lengthOf = lengthOf;
    this.#pending = new StreamBuffer(memory);
    this.#inStep = !midstream;
    this.#emit = emit;
  }

  /** Bytes that wait for the rest of a message. */
  get unfinished(): number {
    return this.#pending.length;
  }

  /** The next bytes of the stream; they and a reused origin need be valid only during the call. */
  data(bytes: Uint8Array, start: number, end: number, origin: Origin): void {
    if (!this.#inStep && this.#lengthOf(bytes, start, end) < 0) return;
    this.#inStep = true;
    const pending = this.#pending;
    pending.append(bytes, start, end, origin);
    pending.drop(this.#consume(pending.view(), origin));
  }

  /** Bytes of the stream were not captured. */
  gap(): void {
    this.#lose();
  }

  /** The stream or the capture ends. */
  end(): void {
    this.#lose();
  }

  /** Emits the whole messages at the beginning; gives where the rest begins. */
  #consume(bytes: Uint8Array, origin: Origin): number {
    let at = 0;
    while (at < bytes.length) {
      const length = this.#lengthOf(bytes, at, bytes.length);
      if (length < 0) {
        this.#lose();
        return bytes.length;
      }
      if (length === 0 || at + length > bytes.length) break;
      const frames = at === 0 ? this.#pending.framesBetween(0, length) : framesOf(origin);
      this.#emit(bytes.subarray(at, at + length), frames, origin);
      at += length;
    }
    return at;
  }

  #lose(): void {
    this.#pending.clear();
    this.#inStep = false;
  }
}
