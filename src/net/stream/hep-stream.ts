import type { Origin } from '../../model/origin.ts';
import { hepLength } from '../tunnel/hep.ts';
import { framesOf, StreamBuffer, type StreamMemory } from './stream-buffer.ts';

/** Receives the bytes of a whole HEP packet, the frames that carried them, and the origin of what completed it. */
export type EmitHep = (bytes: Uint8Array, frames: readonly number[], origin: Origin) => void;

/**
 * Cuts one direction of a TCP stream into HEP packets by their length. Where the capture began in midstream or lost
 * something, reading goes on at the next segment that begins with a packet.
 */
export class HepStreamFramer {
  readonly #emit: EmitHep;
  readonly #pending: StreamBuffer;
  #inStep: boolean;

  /** @param memory counts what waits for the rest of its packet; see StreamBuffer. */
  constructor(midstream: boolean, emit: EmitHep, memory?: StreamMemory) {
    this.#pending = new StreamBuffer(memory);
    this.#inStep = !midstream;
    this.#emit = emit;
  }

  /** Bytes that wait for the rest of a packet. */
  get unfinished(): number {
    return this.#pending.length;
  }

  /** The next bytes of the stream; they and a reused origin need be valid only during the call. */
  data(bytes: Uint8Array, start: number, end: number, origin: Origin): void {
    if (!this.#inStep && hepLength(bytes, start, end) < 0) return;
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

  /** Emits the whole packets at the beginning; gives where the rest begins. */
  #consume(bytes: Uint8Array, origin: Origin): number {
    let at = 0;
    while (at < bytes.length) {
      const length = hepLength(bytes, at, bytes.length);
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
