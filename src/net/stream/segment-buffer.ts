import { equalBytes } from '../../bytes/equal.ts';
import type { Origin } from '../../model/origin.ts';

/** A stretch of a stream that came out of order: copied bytes, and how many uncaptured ones follow them. */
interface HeldSegment {
  /** Offset in the stream. */
  readonly position: number;
  readonly bytes: Uint8Array;
  /** Bytes after `bytes` that the snap length cut off. */
  readonly missing: number;
  readonly origin: Origin;
}

/**
 * The segments of one stream that wait for what comes before them, in order and without overlaps. Where
 * segments overlap, the bytes that came first win.
 */
export class SegmentBuffer {
  readonly #segments: HeldSegment[] = [];
  #cost = 0;

  /** The first segment, or undefined. */
  get first(): HeldSegment | undefined {
    return this.#segments[0];
  }

  /** Memory held, roughly, in bytes. */
  get cost(): number {
    return this.#cost;
  }

  /**
   * Copies in what is not there yet of a segment that covers `position` up to `position` + captured bytes +
   * `missing`; only the part from `from` on.
   */
  insert(
    position: number,
    from: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    missing: number,
    origin: Origin,
  ): void {
    const stop = position + end - start + missing;
    let at = Math.max(position, from);
    let index = this.#indexBehind(at);
    while (at < stop) {
      const next = this.#segments[index];
      const until = next === undefined ? stop : Math.min(stop, next.position);
      if (until > at) {
        const first = Math.min(end, start + at - position);
        const last = Math.min(end, start + until - position);
        this.#add(index++, at, bytes.slice(first, last), until - at - (last - first), origin);
      }
      if (next === undefined) return;
      at = stopOf(next);
      index++;
    }
  }

  /** Does a segment at `position` say something else than what is held there? */
  contradicts(position: number, bytes: Uint8Array, start: number, end: number): boolean {
    const stop = position + end - start;
    for (let i = this.#indexBehind(position); i < this.#segments.length; i++) {
      const held = this.#segments[i] as HeldSegment;
      const first = Math.max(position, held.position);
      const length = Math.min(stop, held.position + held.bytes.length) - first;
      if (held.position >= stop) return false;
      if (
        length > 0 &&
        !equalBytes(bytes, start + first - position, held.bytes, first - held.position, length)
      )
        return true;
    }
    return false;
  }

  /** Takes out the first segment. */
  shift(): HeldSegment | undefined {
    const segment = this.#segments.shift();
    if (segment !== undefined) this.#cost -= costOf(segment);
    return segment;
  }

  /** Index of the first segment that ends after `position`; new segments mostly belong at the end. */
  #indexBehind(position: number): number {
    let above = this.#segments.length;
    if (above === 0 || stopOf(this.#segments[above - 1] as HeldSegment) <= position) return above;
    let below = 0;
    while (below < above) {
      const middle = (below + above) >>> 1;
      if (stopOf(this.#segments[middle] as HeldSegment) > position) above = middle;
      else below = middle + 1;
    }
    return below;
  }

  #add(index: number, position: number, bytes: Uint8Array, missing: number, origin: Origin): void {
    const segment = { position, bytes, missing, origin };
    this.#segments.splice(index, 0, segment);
    this.#cost += costOf(segment);
  }
}

function stopOf(segment: HeldSegment): number {
  return segment.position + segment.bytes.length + segment.missing;
}

function costOf({ bytes, origin }: HeldSegment): number {
  return bytes.length + OVERHEAD + 8 * (origin.frames?.length ?? 0);
}

/** Cost of a held segment besides its bytes: otherwise many tiny ones would cost nothing. */
const OVERHEAD = 256;
