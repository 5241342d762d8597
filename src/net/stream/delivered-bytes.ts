import { equalBytes } from '../../bytes/equal.ts';
import { OldestFirst } from '../../bytes/tables/oldest-first.ts';
import type { Report } from '../../model/issue.ts';
import type { Origin } from '../../model/origin.ts';
import { OtherReading, overlay, type Piece, partOf, stopOf } from './other-reading.ts';
import { copyOrigin } from './stream-buffer.ts';
import type { StreamConsumer } from './stream-consumer.ts';

/** What all streams of a reassembler keep of what they delivered, in bounds. */
export class DeliveredPool {
  /** Bytes kept, roughly. */
  bytes = 0;
  readonly report: Report;
  readonly #limit: number;
  readonly #all = new Set<DeliveredBytes>();
  readonly #oldest = new OldestFirst(this.#all);

  /** @param limit bytes that all streams together may keep, roughly. */
  constructor(report: Report, limit: number) {
    this.report = report;
    this.#limit = limit;
  }

  /** A stream keeps something: others that began to do so before it give theirs up when there is too much. */
  keep(stream: DeliveredBytes): void {
    this.#all.add(stream);
    while (this.bytes > this.#limit && this.#all.size > 1) this.#oldest.next()?.forget();
  }

  remove(stream: DeliveredBytes): void {
    if (this.#all.delete(stream)) this.#oldest.changed();
  }
}

/**
 * The bytes that a stream delivered last. Copies of a segment are compared with them: bytes that differ at the same
 * sequence numbers are an issue (`tcp-overlap`), and the stream is read once more with them.
 *
 * Of the readings that several such copies allow, those are tried that differ by one copy from the first bytes, and
 * from the last.
 */
export class DeliveredBytes {
  readonly #pool: DeliveredPool;
  readonly #consumer: StreamConsumer;
  /** Without holes, in order. */
  #pieces: Piece[] = [];
  #cost = 0;
  /** Positions at which a message began, or nothing was unfinished. */
  #starts: number[] = [];
  /** Copies that differ, as they came. */
  #copies: Piece[] = [];
  #readings: OtherReading[] = [];
  /** Bytes that may still be read with other bytes: as many as came, and twice those of copies, which then cannot multiply messages. */
  #allowance = 0;

  constructor(pool: DeliveredPool, consumer: StreamConsumer) {
    this.#pool = pool;
    this.#consumer = consumer;
  }

  /** Bytes `start` to `end` are about to be delivered at a position. */
  add(position: number, bytes: Uint8Array, start: number, end: number, origin: Origin): void {
    this.#allowance += end - start;
    // A stream that nobody reads may still be one that garbage came before.
    if (this.#isUnread && this.#readings.length === 0 && position > STREAM_BYTES) {
      this.forget();
      return;
    }
    if (this.#pieces.length > 0 && this.#end !== position) this.forget();
    if (this.#pieces.length === 0) this.#markStart(position);
    const piece = { position, bytes: bytes.slice(start, end), origin: copyOrigin(origin) };
    this.#pieces.push(piece);
    this.#count(costOf(piece));
    while (this.#cost > STREAM_BYTES && this.#pieces.length > 1) this.#dropFirst();
    this.#pool.keep(this);
  }

  /** Everything before `position` was delivered: the last piece as well. */
  delivered(position: number): void {
    this.#markStart(position);
    const piece = this.#pieces.at(-1);
    if (piece !== undefined && this.#readings.length > 0) this.#continue(piece);
  }

  /** A copy of bytes, cut to what came before, if it says something else than what was delivered; otherwise null. */
  contradiction(
    position: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    origin: Origin,
  ): Piece | null {
    const stop = Math.min(position + end - start, this.#end);
    if (position >= stop || end - start <= KEEP_ALIVE) return null;
    const copy = { position, bytes: bytes.subarray(start, start + stop - position), origin };
    if (differenceOf(this.#pieces, copy) === null) return null;
    return { position, bytes: copy.bytes.slice(), origin: copyOrigin(origin) };
  }

  /** Reports a copy that differs from what was delivered, and reads the stream with it. */
  compare(copy: Piece): void {
    const differing = differenceOf(this.#pieces, copy);
    if (differing === null || this.#known(copy)) return;
    this.#report(copy, differing);
    this.#allowance += 2 * copy.bytes.length;
    const earlier = this.#copies;
    this.#copies = [...earlier.slice(1 - COPIES_KEPT), copy];
    this.#count(costOf(copy) - (earlier.length < COPIES_KEPT ? 0 : costOf(earlier[0] as Piece)));
    this.#readWith([copy], copy, differing);
    const isNear = earlier.some(other => !this.#apart(other, copy));
    if (isNear)
      this.#readWith([...earlier.filter(other => !this.#apart(other, copy)), copy], copy, differing);
  }

  /** Gives the memory back; what is being read otherwise ends. */
  forget(): void {
    this.#endReadings();
    this.#pieces = [];
    this.#starts = [];
    this.#copies = [];
    this.#count(-this.#cost);
    this.#pool.remove(this);
  }

  /** The stream ends: nothing more completes another reading. */
  finish(): void {
    this.#endReadings();
  }

  #markStart(position: number): void {
    const start = position - (this.#consumer.unfinished ?? 0);
    if (!this.#isUnread && this.#starts.at(-1) !== start) this.#starts.push(start);
  }

  get #isUnread(): boolean {
    return this.#consumer.unfinished === -1;
  }

  get #end(): number {
    const last = this.#pieces.at(-1);
    return last === undefined ? -1 : stopOf(last);
  }

  /** Does it say what the last bytes say, or one of the copies that differ? */
  #known(copy: Piece): boolean {
    const last = this.#copies.reduce(overlay, this.#pieces as readonly Piece[]);
    if (differenceOf(last, copy) === null) return true;
    return this.#copies.some(other => differenceOf(overlay(this.#pieces, other), copy) === null);
  }

  /** Did a message begin between the two? */
  #apart(a: Piece, b: Piece): boolean {
    const [first, second] = a.position <= b.position ? [a, b] : [b, a];
    const stop = stopOf(first);
    return this.#starts.some(start => start >= stop && start <= second.position);
  }

  #readWith(copies: readonly Piece[], copy: Piece, { from, to }: Difference): void {
    const begin = this.#starts.findLast(start => start <= from) ?? -1;
    const all = copies.reduce(overlay, this.#pieces as readonly Piece[]);
    const first = all[0]?.position ?? 0;
    const isKnown = begin >= first;
    const wanted = partOf(all, isKnown ? begin : Math.min(first, copy.position), Number.POSITIVE_INFINITY);
    if (!wanted.every(({ bytes }) => this.#affords(bytes))) return;
    const reading = new OtherReading(this.#consumer);
    reading.open(!isKnown);
    const before = partOf(wanted, Number.NEGATIVE_INFINITY, from);
    reading.read(before, partOf(all, from, to), partOf(all, to, Number.POSITIVE_INFINITY));
    if (reading.isOver) return;
    this.#readings.push(reading);
    if (this.#readings.length > MOST_READINGS) this.#readings.shift()?.end();
  }

  #continue(piece: Piece): void {
    const readings = this.#readings;
    for (const reading of readings) {
      if (this.#affords(piece.bytes)) reading.feed(piece);
      else reading.end();
    }
    this.#readings = this.#readings.filter(({ isOver }) => !isOver);
  }

  /** Takes bytes off the allowance; false if it has not so many. */
  #affords({ length }: Uint8Array): boolean {
    if (length > this.#allowance) return false;
    this.#allowance -= length;
    return true;
  }

  #endReadings(): void {
    const readings = this.#readings;
    this.#readings = [];
    for (const reading of readings) reading.end();
  }

  #dropFirst(): void {
    const dropped = this.#pieces.shift() as Piece;
    this.#count(-costOf(dropped));
    const stop = stopOf(dropped);
    const keeps = (copy: Piece) => stopOf(copy) > stop;
    for (const copy of this.#copies) if (!keeps(copy)) this.#count(-costOf(copy));
    this.#copies = this.#copies.filter(keeps);
    // The last start before what is left says where its first message began.
    while ((this.#starts[1] ?? Number.POSITIVE_INFINITY) <= stop) this.#starts.shift();
  }

  #count(bytes: number): void {
    this.#cost += bytes;
    this.#pool.bytes += bytes;
  }

  #report(copy: Piece, { from, to }: Difference): void {
    const { file, frame } = copy.origin;
    const others = partOf(this.#pieces, from, to).map(({ origin }) => origin);
    const [first] = others;
    const place = first === undefined || first.file === file ? '' : ` of file ${first.file + 1}`;
    const frames = [...new Set(others.map(other => other.frame))].slice(0, 3).join(', ');
    const message = `expected the same TCP bytes as in frame ${frames}${place}, found others at the same sequence numbers in frame ${frame} (${to - from} bytes from byte ${from - copy.position} of its payload on); both are read`;
    this.#pool.report({
      code: 'tcp-overlap',
      layer: 'transport',
      damage: false,
      file,
      frame,
      offset: null,
      message,
    });
  }
}

/** From the first byte that differs to behind the last one, as positions. */
interface Difference {
  readonly from: number;
  readonly to: number;
}

/** Where a copy differs from the bytes at its place; null if nowhere. */
function differenceOf(pieces: readonly Piece[], copy: Piece): Difference | null {
  let from = -1;
  let to = -1;
  for (const { position, bytes } of pieces) {
    const start = Math.max(position, copy.position);
    const stop = Math.min(position + bytes.length, stopOf(copy));
    if (start >= stop) continue;
    if (equalBytes(bytes, start - position, copy.bytes, start - copy.position, stop - start)) continue;
    for (let at = start; at < stop; at++) {
      if (bytes[at - position] === copy.bytes[at - copy.position]) continue;
      if (from < 0) from = at;
      to = at + 1;
    }
  }
  return from < 0 ? null : { from, to };
}

function costOf({ bytes, origin }: Piece): number {
  return bytes.length + PIECE_BYTES + 8 * (origin.frames?.length ?? 0);
}

/** A keep-alive may carry a byte that is no data (RFC 9293 §3.8.4). */
const KEEP_ALIVE = 1;
/** Bytes of a piece besides its own: otherwise many tiny ones would cost nothing. */
const PIECE_BYTES = 256;
/** Bytes kept of one stream, roughly: a few SIP messages, as a copy comes within seconds. */
const STREAM_BYTES = 32 * 1024;
/** Copies that differ, kept of one stream: more in one message are no error of a line, and only named. */
const COPIES_KEPT = 4;
/** Ways to read a stream at a time: two for each copy that is kept. */
const MOST_READINGS = 8;
