import type { Origin } from '../model/origin.ts';

const SMALLEST = 4096;
const EMPTY = new Uint8Array(0);

/** The bytes of a TCP stream that wait for the rest of their message, and which frames brought them. */
export class StreamBuffer {
  /** How many bytes are waiting. */
  length = 0;

  #bytes: Uint8Array = EMPTY;
  /** One entry a piece: where it ends, and its frames. */
  #ends: number[] = [];
  #frames: (readonly number[])[] = [];

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
    this.#frames.push(framesOf(origin));
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
  }

  /** Forget everything, and give the memory back. */
  clear(): void {
    this.#bytes = EMPTY;
    this.length = 0;
    this.#ends = [];
    this.#frames = [];
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
