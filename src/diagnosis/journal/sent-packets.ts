import type { FrameReference, Moment } from '../../model/capture.ts';
import type { Datagram } from '../../net/packet/datagram.ts';
import { MovingMoment } from './notes.ts';
import { Way, Ways } from './ways.ts';

/** Unprotected packets of one kind that one address sent to another. */
export interface Sent {
  readonly source: string;
  readonly destination: string;
  /** IP protocol: UDP, ICMP, ICMPv6. */
  readonly protocol: number;
  /** Destination port of UDP, type of ICMP. */
  readonly port: number;
  readonly packets: number;
  readonly first: Moment & FrameReference;
  readonly last: Moment;
}

/** The record behind Sent; its kind is protocol and port. */
class SentWay extends Way<SentWay> implements Sent {
  readonly protocol: number;
  readonly port: number;
  packets = 0;
  readonly first: Moment & FrameReference;
  readonly last: MovingMoment;

  constructor(hash: number, datagram: Datagram, kind: number) {
    super(hash, datagram, kind);
    const { seconds, nanoseconds, file, frame } = datagram;
    this.protocol = datagram.protocol;
    this.port = kind & 0xffff;
    this.first = { seconds, nanoseconds, file, frame };
    this.last = new MovingMoment(datagram);
  }
}

/**
 * Where unprotected UDP and ICMP went: what a phone did in place of a REGISTER. Bounded in ways; the one that was quiet
 * for the longest goes first.
 */
export class SentPackets {
  readonly #ways: Ways<SentWay>;

  constructor(capacity: number) {
    this.#ways = new Ways(capacity, SentWay);
  }

  /** Takes a packet; `port` is its destination port, or the type of ICMP. */
  saw(datagram: Datagram, port: number): void {
    if (datagram.protection !== null) return;
    const way = this.#ways.of(datagram, (datagram.protocol << 16) | port);
    way.packets++;
    way.last.moveTo(datagram);
  }

  /** All of them; the one that was quiet for the longest first. */
  all(): Sent[] {
    return this.#ways.all();
  }
}
