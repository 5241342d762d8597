import type { Origin } from '../../model/origin.ts';
import { Coverage } from '../packet/coverage.ts';
import { type Datagram, TCP_FLAG } from '../packet/datagram.ts';
import { SettledAcknowledgement } from './acknowledged.ts';
import { DeliveredBytes, type DeliveredPool } from './delivered-bytes.ts';
import { type Piece, stopOf } from './other-reading.ts';
import { SegmentBuffer } from './segment-buffer.ts';
import { copyOrigin } from './stream-buffer.ts';
import type { StreamConsumer } from './stream-consumer.ts';

/** Counters of TCP reassembly. */
export interface TcpStatistics {
  /** Connections seen. */
  connections: number;
  /** Directions with a consumer. */
  streams: number;
  /** Streams whose SYN was not captured, among `streams`. */
  midstream: number;
  segments: number;
  /** Bytes that came again, or after a gap was declared in their place. */
  retransmittedBytes: number;
  /** Segments that came too early. */
  outOfOrderSegments: number;
  gaps: number;
  gapBytes: number;
  /** Segments from before the first byte of a midstream start, delivered on their own. */
  isolatedSegments: number;
  /** Holes declared a gap early because too much waited after them. */
  bufferOverflows: number;
  /** Connections dropped because the table was full. */
  evicted: number;
}

/** State that all streams of a reassembler share. */
export interface StreamPool {
  readonly statistics: TcpStatistics;
  /** Bytes that wait after holes in all streams, roughly. */
  heldBytes: number;
  /** What the streams delivered last. */
  readonly delivered: DeliveredPool;
}

/** `idle`: nothing seen yet; `ignored`: no consumer; `closed`: ended, but late copies may come. */
type StreamState = 'idle' | 'open' | 'ignored' | 'closed';

/**
 * One direction of a TCP connection (RFC 9293). Sequence numbers are 32 bit and wrap; inside, a position is the
 * offset from the first byte of the stream.
 */
export class TcpStream {
  state: StreamState = 'idle';

  readonly #pool: StreamPool;
  #consumer: StreamConsumer | null = null;
  /** Sequence number of the SYN, or -1 when it was not seen. */
  #initialSequence = -1;
  /** Sequence number of position 0. */
  #firstSequence = 0;
  /** Everything before this position has been delivered or declared missing. */
  #position = 0;
  /** Position of the FIN, and the segment that carried it. */
  #finPosition = -1;
  #finOrigin: Origin | null = null;
  #held: SegmentBuffer | null = null;
  #acknowledged: SettledAcknowledgement | null = null;
  #latestAcknowledged = 0;
  #waiting = false;
  /** Where the last segment in transport-mode ESP ended that was cut: it may have been longer. */
  #unsure: { readonly position: number; readonly origin: Origin } | null = null;
  /** Positions (negative) of isolated segments delivered so far. */
  #isolated: Coverage | null = null;
  /** What was delivered last; null without interest in copies. */
  #delivered: DeliveredBytes | null = null;
  /** Segments that contradict held ones; they are compared once those are delivered. */
  #contradicting: Piece[] = [];

  constructor(pool: StreamPool) {
    this.#pool = pool;
  }

  /** Begins a stream whose first byte has number `sequence`; without a consumer everything is ignored. */
  open(sequence: number, synSequence: number | null, consumer: StreamConsumer | null): void {
    this.state = consumer === null ? 'ignored' : 'open';
    this.#consumer = consumer;
    this.#initialSequence = synSequence ?? -1;
    this.#firstSequence = sequence;
    this.#position = 0;
    this.#finPosition = -1;
    this.#finOrigin = null;
    this.#held = null;
    this.#acknowledged = null;
    this.#latestAcknowledged = 0;
    this.#waiting = false;
    this.#unsure = null;
    this.#isolated = null;
    this.forgetDelivered();
    if (consumer?.reread !== undefined) this.#delivered = new DeliveredBytes(this.#pool.delivered, consumer);
  }

  /** Gives back what it keeps of what was delivered. */
  forgetDelivered(): void {
    this.#delivered?.forget();
    this.#delivered = null;
    this.#contradicting = [];
  }

  /** Does a SYN with this sequence number belong to the stream as it is: a retransmission, or one that came late? */
  ownsSyn(sequence: number): boolean {
    if (this.state === 'idle') return false;
    if (this.#initialSequence >= 0) return this.#initialSequence === sequence;
    const before = (this.#firstSequence - sequence - 1) | 0;
    if (before < 0 || before > ISOLATED_WINDOW) return false;
    this.#initialSequence = sequence;
    return true;
  }

  /** Has the stream begun with a SYN and carried nothing since? */
  get onlySyn(): boolean {
    return this.#initialSequence >= 0 && this.#position === 0 && this.#held === null;
  }

  /** Did the stream begin with the byte `sequence`, or shortly after it when its start was not captured? */
  startedAt(sequence: number): boolean {
    if (this.state === 'idle') return true;
    if (this.#initialSequence >= 0) return this.#firstSequence === sequence;
    const before = (this.#firstSequence - sequence) | 0;
    return before >= 0 && before <= ISOLATED_WINDOW;
  }

  /** Is the sequence number so far from the stream that it must be of another connection? */
  foreign(sequence: number): boolean {
    const distance = this.#positionOf(sequence) - this.#position;
    return distance > FARTHEST_AHEAD || distance < -FARTHEST_BEHIND;
  }

  /** Does the segment lie wholly before what was delivered, as a late copy does? */
  delivered(sequence: number, length: number): boolean {
    return this.#positionOf(sequence) + length <= this.#position && !this.foreign(sequence);
  }

  /**
   * Does the segment lie wholly, and closely, before the first byte of a midstream start? True once for each:
   * deliver it by itself.
   */
  takeIsolated(sequence: number, length: number): boolean {
    const position = this.#positionOf(sequence);
    if (position + length > 0 || position < -ISOLATED_WINDOW) return false;
    if (this.#initialSequence >= 0 && position <= this.#positionOf(this.#initialSequence)) return false;
    this.#isolated ??= new Coverage();
    if (this.#isolated.covers(position, position + length)) return false;
    if (this.#isolated.ranges >= MAX_ISOLATED) return false;
    this.#isolated.add(position, position + length);
    return true;
  }

  /** The peer acknowledged everything before `sequence`. */
  acknowledge(sequence: number): void {
    if (this.state !== 'open') return;
    const position = this.#positionOf(sequence);
    if (position <= this.#latestAcknowledged || position - this.#position > FARTHEST_AHEAD) return;
    this.#latestAcknowledged = position;
    if (this.#acknowledged !== null) this.#acknowledged.latest = position;
  }

  /** Takes in a late copy of what a stream that has ended delivered. */
  receiveLate(segment: Datagram, sequence: number): void {
    const { bytes, start, end } = segment;
    const position = this.#positionOf(sequence);
    const copy = this.#delivered?.contradiction(position, bytes, start, end, segment) ?? null;
    if (copy !== null) this.#delivered?.compare(copy);
  }

  /** Takes in the payload and the FIN of a segment whose payload begins with number `sequence`. */
  receive(segment: Datagram, sequence: number, packets: number): void {
    const { bytes, start, end, missing, seconds, nanoseconds } = segment;
    const position = this.#positionOf(sequence);
    // Now, as what is delivered may overwrite the segment.
    const copy =
      position < this.#position
        ? (this.#delivered?.contradiction(position, bytes, start, end, segment) ?? null)
        : null;
    const stop = position + end - start + missing;
    if ((segment.tcpFlags & TCP_FLAG.FIN) !== 0 && this.#finPosition < 0 && stop >= this.#position) {
      this.#finPosition = stop;
      this.#finOrigin = copyOrigin(segment);
    }
    this.#closeUnsure(position);
    if (position < this.#position)
      this.#pool.statistics.retransmittedBytes += Math.min(stop, this.#position) - position;
    if (stop > this.#position) {
      if (position <= this.#position && this.#held === null) this.#deliverFrom(position, segment);
      else this.#hold(position, bytes, start, end, missing, segment);
    }
    if (copy !== null) this.#delivered?.compare(copy);
    this.#advance();
    if (this.hole && !this.#waiting) this.#wait(packets, seconds, nanoseconds);
  }

  /** Is something missing before later bytes that have come? */
  get hole(): boolean {
    return this.state === 'open' && this.#holeEnd > this.#position;
  }

  /** Memory held after a hole, roughly, in bytes. */
  get heldBytes(): number {
    return this.#held?.cost ?? 0;
  }

  /** Declares holes a gap if they were acknowledged long enough ago. */
  settle(packets: number, seconds: number, nanoseconds: number): void {
    while (this.hole && this.#acknowledged?.reached(this.#holeEnd, packets, seconds, nanoseconds) === true)
      this.closeHole();
  }

  /** Declares the first hole a gap and goes on after it. */
  closeHole(): void {
    const origin = this.#held?.first?.origin ?? this.#finOrigin;
    if (!this.hole || origin === null) return;
    this.#gap(this.#holeEnd - this.#position, origin, false);
    this.#advance();
  }

  /** Ends the stream: holes become gaps, then the consumer is told. */
  finish(): void {
    while (this.hole) this.closeHole();
    if (this.state === 'open') this.#close();
  }

  #positionOf(sequence: number): number {
    return this.#position + ((sequence - this.#firstSequence - this.#position) | 0);
  }

  get #holeEnd(): number {
    return this.#held?.first?.position ?? this.#finPosition;
  }

  /** The hole that the padding of ESP leaves after a segment that was cut is no reason to wait. */
  #closeUnsure(next: number): void {
    const unsure = this.#unsure;
    if (unsure === null || unsure.position !== this.#position) return;
    const ahead = next - this.#position;
    if (ahead > 0 && ahead <= LONGEST_PADDING) this.#gap(ahead, unsure.origin, true);
  }

  /** The segment continues the stream: its part that is new goes to the consumer as it is. */
  #deliverFrom(position: number, segment: Datagram): void {
    const { bytes, start, end, missing } = segment;
    this.#deliver(bytes, Math.min(end, start + this.#position - position), end, segment);
    const captured = position + end - start;
    if (missing > 0) this.#gap(captured + missing - Math.max(this.#position, captured), segment, true);
    if (segment.truncated && segment.protection?.tunnel === false)
      this.#unsure = { position: this.#position, origin: copyOrigin(segment) };
  }

  #hold(
    position: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    missing: number,
    origin: Origin,
  ): void {
    if (position > this.#position) this.#pool.statistics.outOfOrderSegments++;
    this.#held ??= new SegmentBuffer();
    if (
      this.#contradicting.length < MOST_CONTRADICTING &&
      this.#held.contradicts(position, bytes, start, end)
    ) {
      const copy = { position, bytes: bytes.slice(start, end), origin: copyOrigin(origin) };
      this.#contradicting.push(copy);
    }
    const before = this.#held.cost;
    this.#held.insert(position, this.#position, bytes, start, end, missing, copyOrigin(origin));
    this.#pool.heldBytes += this.#held.cost - before;
  }

  /** Delivers held segments that now continue the stream; closes the stream when its FIN is reached. */
  #advance(): void {
    while (this.#held?.first !== undefined && this.#held.first.position <= this.#position) {
      const before = this.#held.cost;
      const segment = this.#held.shift();
      this.#pool.heldBytes += this.#held.cost - before;
      if (segment === undefined) break;
      this.#deliver(segment.bytes, 0, segment.bytes.length, segment.origin);
      if (segment.missing > 0) this.#gap(segment.missing, segment.origin, true);
    }
    if (this.#held?.first === undefined) this.#held = null;
    if (this.#contradicting.length > 0) this.#compareHeld();
    if (!this.hole) this.#waiting = false;
    if (this.#held === null && this.#finPosition >= 0 && this.#position >= this.#finPosition) this.#close();
  }

  #compareHeld(): void {
    const due = this.#contradicting.filter(copy => this.#held === null || stopOf(copy) <= this.#position);
    this.#contradicting = this.#contradicting.filter(copy => !due.includes(copy));
    for (const copy of due) this.#delivered?.compare(copy);
  }

  #wait(packets: number, seconds: number, nanoseconds: number): void {
    this.#waiting = true;
    this.#acknowledged ??= new SettledAcknowledgement();
    this.#acknowledged.latest = this.#latestAcknowledged;
    this.#acknowledged.anchor(packets, seconds, nanoseconds);
  }

  #deliver(bytes: Uint8Array, start: number, end: number, origin: Origin): void {
    if (start >= end) return;
    this.#delivered?.add(this.#position, bytes, start, end, origin);
    this.#position += end - start;
    this.#consumer?.data(bytes, start, end, origin);
    this.#delivered?.delivered(this.#position);
  }

  #gap(missing: number, origin: Origin, cut: boolean): void {
    this.#position += missing;
    this.#pool.statistics.gaps++;
    this.#pool.statistics.gapBytes += missing;
    this.#delivered?.forget();
    this.#consumer?.gap(missing, origin, cut);
  }

  #close(): void {
    if (this.state !== 'open') return;
    this.state = 'closed';
    this.#acknowledged = null;
    this.#waiting = false;
    const consumer = this.#consumer;
    this.#consumer = null;
    this.#delivered?.finish();
    consumer?.end();
  }
}

/** Segments that contradict held ones: more are no error of a line. */
const MOST_CONTRADICTING = 4;

/** Bytes by which the length of such a segment may be understated: padding up to the block of a cipher. */
const LONGEST_PADDING = 15;

/** Most bytes between a segment and the first byte of a midstream start, if both are of the same stream. */
const ISOLATED_WINDOW = 64 * 1024;
/** Stretches kept before the first byte of a midstream start: segments come out of order by a few. */
const MAX_ISOLATED = 64;
/** Bytes that a segment may lie ahead: the largest window (RFC 7323 §2.3). */
const FARTHEST_AHEAD = 2 ** 30;
/** Bytes that a late copy may lie behind: a segment farther behind is of another stream. */
const FARTHEST_BEHIND = 2 ** 20;
