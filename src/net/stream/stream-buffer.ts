import type { Origin } from '../../model/origin.ts';

const SMALLEST = 4096;
const EMPTY = new Uint8Array(0);

/** The memory of all stream buffers that share it. */
export interface StreamMemory {
  /** Bytes, roughly. */
  bytes: number;
}

/** The bytes of a TCP stream that wait for the rest of their message, and which frames brought them. */
export class StreamBuffer {
  /** How many bytes are waiting. */
  length = 0;

  readonly #memory: StreamMemory;
  /** What of `#memory` is held here, and what of that are the lists of frames. */
  #cost = 0;
  #listed = 0;
  #bytes: Uint8Array = EMPTY;
  /** One entry a piece: where it ends, and its frames. */
  #ends: number[] = [];
  #frames: (readonly number[])[] = [];

  /** @param memory counts what this buffer holds, together with others. */
  constructor(memory: StreamMemory = { bytes: 0 }) {
    this.#memory = memory;
  }

  /** The bytes that are waiting, valid until the buffer changes. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  /** Append a copy of the bytes `start` to `end` that came with `origin`. */
  append(bytes: Uint8Array, start: number, end: number, origin: Origin): void {
    const length = this.length + end - start;
    if (length > this.#bytes.length) this.#grow(length);
    this.#bytes.set(bytes.subarray(start, end), this.length);
    this.length = length;
    this.#ends.push(length);
    const frames = framesOf(origin);
    this.#frames.push(frames);
    this.#listed += costOf(frames);
    this.#count();
  }

  /** Forget the bytes before `offset`. */
  drop(offset: number): void {
    if (offset >= this.length) this.clear();
    if (offset === 0 || this.length === 0) return;
    this.#bytes.copyWithin(0, offset, this.length);
    this.length -= offset;
    const first = this.#ends.findIndex(end => end > offset);
    this.#frames = this.#frames.slice(first);
    this.#ends = this.#ends.slice(first).map(end => end - offset);
    this.#listed = this.#frames.reduce((sum, frames) => sum + costOf(frames), 0);
    this.#count();
  }

  /** Forget everything, and give the memory back. */
  clear(): void {
    this.#bytes = EMPTY;
    this.length = 0;
    this.#ends = [];
    this.#frames = [];
    this.#listed = 0;
    this.#count();
  }

  /** The frames that brought the bytes `start` to `end`, in the order of the bytes, each once. */
  framesBetween(start: number, end: number): readonly number[] {
    const frames = new Set<number>();
    let pieceStart = 0;
    for (const [i, pieceEnd] of this.#ends.entries()) {
      if (pieceStart >= end) break;
      if (pieceEnd > start) for (const frame of this.#frames[i] as readonly number[]) frames.add(frame);
      pieceStart = pieceEnd;
    }
    return [...frames];
  }

  #count(): void {
    const cost = this.#bytes.length + this.#listed;
    this.#memory.bytes += cost - this.#cost;
    this.#cost = cost;
  }

  #grow(length: number): void {
    const larger = new Uint8Array(Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(length))));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
  }
}

/** The frames of an origin as a list of its own: the origin may be a record that is used again. */
export function framesOf(origin: Origin): readonly number[] {
  return origin.frames === null ? [origin.frame] : origin.frames.slice();
}

/** A copy of an origin, which may be a record that is used again. */
export function copyOrigin(origin: Origin): Origin {
  const { file, frame, frames, seconds, nanoseconds, protection, wrapper } = origin;
  return { file, frame, frames, seconds, nanoseconds, protection, wrapper };
}

/** Bytes that the list of the frames of one piece takes, roughly: a segment may hold a single byte of the stream. */
function costOf(frames: readonly number[]): number {
  return 80 + 8 * frames.length;
}
