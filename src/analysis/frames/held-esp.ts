import { OldestFirst } from '../../bytes/tables/oldest-first.ts';
import type { Datagram } from '../../net/packet/datagram.ts';

/** A packet that waits. */
export interface Held {
  readonly packet: Datagram;
  /** Those of its address and SPI. */
  queue: HeldQueue;
  /** The next one of its queue, in the order in which they came. */
  next: Held | null;
  /** How often it was taken out and put back. */
  returns: number;
}

/** The packets to one address with one SPI, oldest first. */
interface HeldQueue {
  readonly key: string;
  first: Held | null;
  last: Held | null;
}

/** ESP packets that wait for a key, bounded in bytes; the oldest are given up first. */
export class HeldEsp {
  readonly #capacity: number;
  readonly #maximumReturns: number;
  readonly #byKey = new Map<string, HeldQueue>();
  /** Those of `#byKey` that no agreement explains. */
  readonly #unexplained = new Set<HeldQueue>();
  readonly #all = new Set<Held>();
  readonly #oldest = new OldestFirst(this.#all);
  #bytes = 0;
  /** Packets given up: too many waited, or one waited through too many agreements. */
  evicted = 0;

  /**
   * @param capacity bytes that the packets held may take, roughly.
   * @param maximumReturns times that one packet may be put back: a capture may show ever new agreements for one SPI.
   */
  constructor(capacity: number, maximumReturns: number) {
    this.#capacity = capacity;
    this.#maximumReturns = maximumReturns;
  }

  /** Bytes that those that wait take, roughly. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps a copy of a packet with this SPI, for which there is an agreement or not. */
  hold(packet: Datagram, spi: number, isAgreed: boolean): void {
    const key = keyOf(packet.destination, spi);
    this.#append({ packet: packet.copy(), queue: this.#queueOf(key), next: null, returns: 0 }, isAgreed);
    while (this.#bytes > this.#capacity) this.#evict(this.#oldest.next() as Held);
  }

  /** Puts back a packet that was taken and still lacks a key. */
  putBack(held: Held, isAgreed: boolean): void {
    if (++held.returns > this.#maximumReturns) {
      this.evicted++;
      return;
    }
    held.queue = this.#queueOf(held.queue.key);
    this.#append(held, isAgreed);
  }

  /** Gives out, in capture order, the packets to this address (canonical text) with this SPI. */
  take(destination: string, spi: number): Held[] {
    const queue = this.#byKey.get(keyOf(destination, spi));
    const taken: Held[] = [];
    for (let held = queue?.first ?? null; held !== null; ) {
      const { next } = held;
      held.next = null;
      this.#forget(held);
      taken.push(held);
      held = next;
    }
    if (queue !== undefined) this.#remove(queue);
    return taken;
  }

  /** The first `count` packets, at most, of each address and SPI without an agreement. */
  *unexplained(count: number): Iterable<Datagram> {
    for (const { first } of this.#unexplained) {
      let left = count;
      for (let held = first; held !== null && left > 0; held = held.next, left--) yield held.packet;
    }
  }

  #queueOf(key: string): HeldQueue {
    let queue = this.#byKey.get(key);
    if (queue === undefined) {
      queue = { key, first: null, last: null };
      this.#byKey.set(key, queue);
    }
    return queue;
  }

  #append(held: Held, isAgreed: boolean): void {
    const { queue } = held;
    if (queue.last === null) queue.first = held;
    else queue.last.next = held;
    queue.last = held;
    if (!isAgreed) this.#unexplained.add(queue);
    this.#all.add(held);
    this.#bytes += costOf(held);
  }

  #remove(queue: HeldQueue): void {
    queue.first = null;
    queue.last = null;
    this.#byKey.delete(queue.key);
    this.#unexplained.delete(queue);
  }

  /** The oldest of all is the first of its queue. */
  #evict(oldest: Held): void {
    const { queue } = oldest;
    queue.first = oldest.next;
    // A dead packet that leads to a live one keeps that from being collected early once it is dead as well.
    oldest.next = null;
    if (queue.first === null) this.#remove(queue);
    this.#forget(oldest);
    this.evicted++;
  }

  #forget(held: Held): void {
    this.#all.delete(held);
    this.#oldest.changed();
    this.#bytes -= costOf(held);
  }
}

function keyOf(destination: string, spi: number): string {
  return `${destination} ${spi}`;
}

/** Bytes that a packet takes besides its own, measured: a record, its buffers, and its places in the tables. */
export const HELD_OVERHEAD = 900;

function costOf({ packet }: Held): number {
  return HELD_OVERHEAD + packet.end + 8 * (packet.frames?.length ?? 0);
}
