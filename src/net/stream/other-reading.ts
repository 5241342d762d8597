import type { Origin } from '../../model/origin.ts';
import type { ReadingGate, StreamConsumer } from './stream-consumer.ts';

/** A stretch of a stream and what brought it. */
export interface Piece {
  /** Offset in the stream. */
  readonly position: number;
  readonly bytes: Uint8Array;
  readonly origin: Origin;
}

/**
 * A stream read once more with other bytes. Only what has at least one of those bytes in it is wanted; and what follows,
 * as long as nothing can be read with the first bytes: they are no message, or one that does not end.
 */
export class OtherReading implements ReadingGate {
  readonly #first: StreamConsumer;
  #consumer: StreamConsumer | null = null;
  /** Before the bytes that differ, among them, or behind them. */
  #place: 'before' | 'among' | 'behind' = 'before';
  /** Position of the first byte that differs, and up to where the stream was read with the first bytes. */
  #from = 0;
  #readUntil = 0;

  /** @param first reads the stream with the bytes that came first. */
  constructor(first: StreamConsumer) {
    this.#first = first;
  }

  /** Is nothing more to be found? */
  get isOver(): boolean {
    return this.#consumer === null;
  }

  /** Begins; `midstream`: where a message begins is not known. */
  open(midstream: boolean): void {
    this.#consumer = this.#first.reread?.(midstream, this) ?? null;
  }

  takes(): boolean {
    if (this.#consumer === null || this.#place === 'before') return false;
    // The message with the last byte that differs is the last one.
    if (this.#place === 'behind' && !this.#isOnly) this.#consumer = null;
    return true;
  }

  /** Reads what is there so far: pieces before the bytes that differ, those bytes, and what follows them. */
  read(before: readonly Piece[], differing: readonly Piece[], behind: readonly Piece[]): void {
    for (const piece of before) this.#feed(piece);
    this.#place = 'among';
    this.#from = differing[0]?.position ?? 0;
    this.#readUntil = stopOf(behind.at(-1) ?? differing.at(-1) ?? { position: 0, bytes: EMPTY });
    for (const piece of differing) this.#feed(piece);
    this.#place = 'behind';
    const unfinished = this.#consumer?.unfinished ?? -1;
    if (unfinished < 0 || (unfinished === 0 && !this.#isOnly)) this.end();
    for (const piece of behind) this.#feed(piece);
  }

  /** The next bytes, which were read after the first ones already. */
  feed(piece: Piece): void {
    this.#readUntil = stopOf(piece);
    this.#feed(piece);
  }

  end(): void {
    const consumer = this.#consumer;
    this.#consumer = null;
    consumer?.end();
  }

  /** Can nothing be read with the bytes that came first? */
  get #isOnly(): boolean {
    const unfinished = this.#first.unfinished ?? 0;
    return unfinished < 0 || this.#readUntil - unfinished <= this.#from;
  }

  #feed({ bytes, origin }: Piece): void {
    const consumer = this.#consumer;
    if (consumer === null) return;
    consumer.data(bytes, 0, bytes.length, origin);
    // It has found its last message: what it holds is given back.
    if (this.#consumer === null) consumer.end();
  }
}

const EMPTY = new Uint8Array(0);

/** Position behind a piece. */
export function stopOf({ position, bytes }: Pick<Piece, 'position' | 'bytes'>): number {
  return position + bytes.length;
}

/** What of the pieces lies between two positions. */
export function partOf(pieces: readonly Piece[], from: number, to: number): Piece[] {
  const part: Piece[] = [];
  for (const piece of pieces) {
    const first = Math.max(from, piece.position);
    const stop = Math.min(to, stopOf(piece));
    if (first >= stop) continue;
    const bytes = piece.bytes.subarray(first - piece.position, stop - piece.position);
    part.push({ position: first, bytes, origin: piece.origin });
  }
  return part;
}

/** Pieces in order, with another one in place of what they say there. */
export function overlay(pieces: readonly Piece[], copy: Piece): readonly Piece[] {
  const before = partOf(pieces, Number.NEGATIVE_INFINITY, copy.position);
  return [...before, copy, ...partOf(pieces, stopOf(copy), Number.POSITIVE_INFINITY)];
}
