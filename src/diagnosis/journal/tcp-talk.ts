import type { FrameReference } from '../../model/capture.ts';
import type { Datagram } from '../../net/packet/datagram.ts';
import type { Moment } from './notes.ts';
import { Way, Ways } from './ways.ts';

/** The segments with data that one end of an unprotected TCP connection sent to the other. */
export interface TcpTalk {
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  readonly segments: number;
  /** The last one. */
  readonly last: Moment & FrameReference;
}

/** The record behind TcpTalk; its kind is the two ports. */
class Talk extends Way<Talk> implements TcpTalk {
  readonly sourcePort: number;
  readonly destinationPort: number;
  segments = 0;
  last: Moment & FrameReference = { seconds: 0, nanoseconds: 0, file: 0, frame: 0 };

  constructor(hash: number, segment: Datagram, kind: number) {
    super(hash, segment, kind);
    this.sourcePort = segment.sourcePort;
    this.destinationPort = segment.destinationPort;
  }
}

/**
 * Who sent data over unprotected TCP, and when last: an end that sends a segment is not silent, even if no whole
 * message comes of it. Bounded in directions of connections; the one that was quiet for the longest goes first.
 */
export class TcpTalks {
  readonly #ways: Ways<Talk>;

  constructor(capacity: number) {
    this.#ways = new Ways(capacity, Talk);
  }

  /** Takes a segment with data. */
  saw(segment: Datagram): void {
    const talk = this.#ways.of(segment, (segment.sourcePort << 16) | segment.destinationPort);
    const { seconds, nanoseconds, file, frame } = segment;
    talk.segments++;
    talk.last = { seconds, nanoseconds, file, frame };
  }

  /** All of them; the one that was quiet for the longest first. */
  all(): TcpTalk[] {
    return this.#ways.all();
  }
}
