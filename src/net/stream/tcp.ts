import { OldestFirst } from '../../bytes/tables/oldest-first.ts';
import type { Report } from '../../model/issue.ts';
import { type Datagram, TCP_FLAG } from '../packet/datagram.ts';
import { LruTable } from '../packet/lru-table.ts';
import { DeliveredPool } from './delivered-bytes.ts';
import type { StreamMemory } from './stream-buffer.ts';
import type { StreamConsumer } from './stream-consumer.ts';
import { connectionHash, TcpConnection } from './tcp-connection.ts';
import type { StreamPool, TcpStatistics, TcpStream } from './tcp-stream.ts';

export type { ReadingGate, StreamConsumer } from './stream-consumer.ts';
export type { TcpStatistics } from './tcp-stream.ts';

/** Bounds of TCP reassembly. */
export interface TcpLimits {
  /** Connections at a time; the one idle for longest is ended first. */
  readonly connections: number;
  /** Bytes that one stream may hold after a hole, roughly. */
  readonly streamBytes: number;
  /** Bytes that all streams together may hold after holes, roughly. */
  readonly totalBytes: number;
  /** Bytes that their consumers together may hold; then the connections idle for longest are ended first. */
  readonly consumerBytes: number;
  /** Bytes that all streams together may keep of what they delivered, to compare copies with, roughly. */
  readonly deliveredBytes: number;
}

/** Called when a stream begins, at its SYN or first payload; null: nobody is interested. */
export type OpenStream = (first: Datagram, midstream: boolean) => StreamConsumer | null;

/**
 * Reassembles TCP segments into streams (RFC 9293), one for each direction. Uncaptured bytes become a gap, but only if
 * they are certainly missing, or if the bounds do not allow to wait longer.
 */
export class TcpReassembler {
  /** All counters, live. */
  readonly statistics: TcpStatistics = {
    connections: 0,
    streams: 0,
    midstream: 0,
    segments: 0,
    retransmittedBytes: 0,
    outOfOrderSegments: 0,
    gaps: 0,
    gapBytes: 0,
    isolatedSegments: 0,
    bufferOverflows: 0,
    evicted: 0,
  };

  /** What the consumers hold: they count it. */
  readonly memory: StreamMemory = { bytes: 0 };

  readonly #open: OpenStream;
  readonly #report: Report;
  readonly #limits: TcpLimits;
  readonly #table = new LruTable<TcpConnection>();
  readonly #pool: StreamPool;
  /** Connections with a hole, the longest waiting first. */
  readonly #waiting = new Set<TcpConnection>();
  readonly #longestWaiting = new OldestFirst(this.#waiting);
  #sweepSeconds = 0;
  #sweepNanoseconds = 0;

  /**
   * @param open Called at the first segment of each direction that has a SYN or a payload; `midstream` says that
   *   the SYN was not captured. Also called for a piece that lies before the first byte of a midstream start.
   * @param report Receives an Issue at the first eviction and at the first buffer overflow.
   */
  constructor(open: OpenStream, report: Report, limits: TcpLimits) {
    this.#open = open;
    this.#report = report;
    this.#limits = limits;
    const delivered = new DeliveredPool(report, limits.deliveredBytes);
    this.#pool = { statistics: this.statistics, heldBytes: 0, delivered };
  }

  /**
   * Takes in one TCP datagram. Consumers may call `push` from their callbacks for packets of other connections,
   * even when that overwrites the record passed here.
   */
  push(datagram: Datagram): void {
    this.statistics.segments++;
    const { tcpFlags, seconds, nanoseconds } = datagram;
    const connection = this.#connection(datagram);
    if (connection === null) return;
    this.#table.touch(connection);
    connection.packets++;
    const stream = connection.streamOf(datagram) ?? connection.forward;
    const peer = stream === connection.forward ? connection.backward : connection.forward;
    if ((tcpFlags & TCP_FLAG.RST) !== 0) connection.finish();
    else this.#segment(connection, stream, peer, datagram);
    if (connection.waiting || connection.hole) this.#keepWaiting(connection, stream, seconds, nanoseconds);
    if (this.#waiting.size > 0) this.#sweep(seconds, nanoseconds);
    if (this.memory.bytes > this.#limits.consumerBytes) this.#relieve();
  }

  /** End of capture: every stream ends, those used longest ago first. */
  end(): void {
    for (let oldest = this.#table.oldest; oldest !== null; oldest = this.#table.oldest) this.#remove(oldest);
  }

  /** The connection of a segment; a new one only for a segment that can begin a stream. */
  #connection(datagram: Datagram): TcpConnection | null {
    const hash = connectionHash(datagram);
    let connection = this.#table.first(hash);
    while (connection !== null && connection.streamOf(datagram) === null) connection = connection.sameHash;
    if (connection !== null) return connection;
    if ((datagram.tcpFlags & TCP_FLAG.RST) !== 0) return null;
    if ((datagram.tcpFlags & TCP_FLAG.SYN) === 0 && payloadLength(datagram) <= KEEP_ALIVE) return null;
    const added = new TcpConnection(hash, datagram, this.#pool);
    this.#table.add(added);
    this.statistics.connections++;
    if (this.#table.size > this.#limits.connections) this.#evict(datagram);
    return added;
  }

  #segment(connection: TcpConnection, stream: TcpStream, peer: TcpStream, datagram: Datagram): void {
    const syn = (datagram.tcpFlags & TCP_FLAG.SYN) !== 0;
    const sequence = (datagram.sequence + (syn ? 1 : 0)) >>> 0;
    const mayEndAnother = connection.packets > 1 && (syn || stream.foreign(sequence));
    // The end of a stream runs callbacks, which may overwrite the current record and its buffer.
    const segment = mayEndAnother ? datagram.copy() : datagram;
    if (syn) this.#synchronize(stream, peer, segment);
    if ((segment.tcpFlags & TCP_FLAG.ACK) !== 0) peer.acknowledge(segment.acknowledgement);
    const length = payloadLength(segment);
    const fin = (segment.tcpFlags & TCP_FLAG.FIN) !== 0;
    if ((length === 0 && !fin) || stream.state === 'ignored') return;
    if (!this.#ready(stream, segment, sequence, length)) return;
    stream.receive(segment, sequence, connection.packets);
  }

  /** A SYN: a retransmission, or a new connection on these ports. */
  #synchronize(stream: TcpStream, peer: TcpStream, datagram: Datagram): void {
    const { sequence, acknowledgement, tcpFlags } = datagram;
    if (stream.ownsSyn(sequence)) return;
    const first = (sequence + 1) >>> 0;
    const answer = (tcpFlags & TCP_FLAG.ACK) !== 0;
    const renewed = stream.state !== 'idle';
    stream.finish();
    if (answer ? renewed && !peer.startedAt(acknowledgement) : !peer.onlySyn) {
      peer.finish();
      peer.state = 'idle';
    }
    this.#begin(stream, datagram, first, sequence);
  }

  /** Makes the stream ready for a payload or FIN; false when there is nothing to take in. */
  #ready(stream: TcpStream, datagram: Datagram, sequence: number, length: number): boolean {
    if (stream.state !== 'idle') {
      if (length > KEEP_ALIVE && stream.takeIsolated(sequence, length)) {
        this.#isolated(datagram);
        return false;
      }
      if (stream.state === 'closed' && stream.delivered(sequence, length)) {
        stream.receiveLate(datagram, sequence);
        return false;
      }
      if (stream.state !== 'closed' && !stream.foreign(sequence)) return stream.state === 'open';
    }
    if (length <= KEEP_ALIVE) return false;
    stream.finish();
    this.#begin(stream, datagram, sequence, null);
    return stream.state === 'open';
  }

  #begin(stream: TcpStream, datagram: Datagram, first: number, synSequence: number | null): void {
    const midstream = synSequence === null;
    const consumer = this.#open(datagram, midstream);
    stream.open(first, synSequence, consumer);
    if (consumer === null) return;
    this.statistics.streams++;
    if (midstream) this.statistics.midstream++;
  }

  /** A segment from before a midstream start: whole messages in it are worth having. */
  #isolated(datagram: Datagram): void {
    const { bytes, start, end, missing } = datagram;
    const consumer = this.#open(datagram, true);
    if (consumer === null) return;
    this.statistics.isolatedSegments++;
    if (end > start) consumer.data(bytes, start, end, datagram);
    if (missing > 0) consumer.gap(missing, datagram, true);
    consumer.end();
  }

  /** Settles the holes of a connection, enforces the bounds, and keeps the set of waiting ones up to date. */
  #keepWaiting(connection: TcpConnection, stream: TcpStream, seconds: number, nanoseconds: number): void {
    this.#settle(connection, seconds, nanoseconds);
    while (stream.heldBytes > this.#limits.streamBytes && stream.hole) this.#overflow(stream);
    this.#note(connection);
    while (this.#pool.heldBytes > this.#limits.totalBytes) {
      const longest = this.#longestWaiting.next();
      if (longest === undefined) return;
      while (longest.forward.hole) this.#overflow(longest.forward);
      while (longest.backward.hole) this.#overflow(longest.backward);
      this.#note(longest);
    }
  }

  #settle(connection: TcpConnection, seconds: number, nanoseconds: number): void {
    connection.forward.settle(connection.packets, seconds, nanoseconds);
    connection.backward.settle(connection.packets, seconds, nanoseconds);
  }

  #note(connection: TcpConnection): void {
    const waiting = connection.hole;
    if (waiting === connection.waiting) return;
    connection.waiting = waiting;
    if (waiting) this.#waiting.add(connection);
    else {
      this.#waiting.delete(connection);
      this.#longestWaiting.changed();
    }
  }

  /** Capture time passes for connections that have fallen silent, too. */
  #sweep(seconds: number, nanoseconds: number): void {
    const elapsed = (seconds - this.#sweepSeconds) * 1000 + (nanoseconds - this.#sweepNanoseconds) / 1e6;
    if (elapsed >= 0 && elapsed < SWEEP_MILLISECONDS) return;
    this.#sweepSeconds = seconds;
    this.#sweepNanoseconds = nanoseconds;
    for (let left = Math.min(MAX_SWEPT, this.#waiting.size); left > 0; left--) {
      const connection = this.#longestWaiting.next();
      if (connection === undefined) return;
      this.#settle(connection, seconds, nanoseconds);
      this.#note(connection);
      if (!connection.waiting) continue;
      // The other connections come first.
      this.#waiting.delete(connection);
      this.#waiting.add(connection);
    }
  }

  #overflow(stream: TcpStream): void {
    if (this.statistics.bufferOverflows++ === 0)
      this.#reportOnce('tcp-buffer-full', 'too many TCP segments wait for a missing one: it counts as lost');
    stream.closeHole();
  }

  #evict(datagram: Datagram): void {
    this.#endOldest(
      `expected up to ${this.#limits.connections} TCP connections, found more; those idle longest are dropped`,
      datagram,
    );
  }

  /** Unfinished messages take too much memory: ends the connections that were idle for longest. */
  #relieve(): void {
    while (this.memory.bytes > this.#limits.consumerBytes && this.#table.size > 0)
      this.#endOldest(
        'unfinished messages on TCP take too much memory; the connections idle longest are dropped',
      );
  }

  #endOldest(message: string, datagram: Datagram | null = null): void {
    const { oldest } = this.#table;
    if (oldest === null) return;
    if (this.statistics.evicted++ === 0) this.#reportOnce('tcp-table-full', message, datagram);
    this.#remove(oldest);
  }

  #remove(connection: TcpConnection): void {
    this.#table.remove(connection);
    connection.finish();
    connection.forward.forgetDelivered();
    connection.backward.forgetDelivered();
    this.#note(connection);
  }

  #reportOnce(code: string, message: string, where: Datagram | null = null): void {
    const file = where?.file ?? null;
    const frame = where?.frame ?? null;
    this.#report({ code, layer: 'transport', damage: true, file, frame, offset: null, message });
  }
}

/** Bytes of payload on the wire, captured or not. */
function payloadLength(datagram: Datagram): number {
  return datagram.end - datagram.start + datagram.missing;
}

/** A keep-alive or window probe may carry one byte that is no data (RFC 9293 §3.8.4): it begins no stream. */
const KEEP_ALIVE = 1;
const SWEEP_MILLISECONDS = 50;
/** Connections looked at in one sweep: a capture may have its packets in any order of time. */
const MAX_SWEPT = 64;
