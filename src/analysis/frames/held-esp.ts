import { OldestFirst } from '../../bytes/tables/oldest-first.ts';
import type { Datagram } from '../../net/packet/datagram.ts';

/** A waiting packet. */
export interface Held {
  readonly packet: Datagram;
  /** The queue of its address and SPI. */
  queue: HeldQueue;
  /** The next one of its queue, in capture order. */
  next: Held | null;
  /** How often it was taken out and put back. */
  returns: number;
}

/** The packets to one address with one SPI, oldest first. */
interface HeldQueue {
  readonly key: string;
  first: Held | null;
  last: Held | null;
  packets: number;
}

/** ESP packets that wait for a key, bounded in bytes; the oldest are dropped first. */
export class HeldEsp {
  readonly #capacity: number;
  readonly #maximumReturns: number;
  readonly #byKey = new Map<string, HeldQueue>();
  /** Those of `#byKey` without an agreement. */
  readonly #unexplained = new Set<HeldQueue>();
  readonly #all = new Set<Held>();
  readonly #oldest = new OldestFirst(this.#all);
  #bytes = 0;
  /** Dropped packets: too many waited, or one waited through too many agreements. */
  evicted = 0;

  /**
   * @param capacity bytes of held packets, roughly.
   * @param maximumReturns how often one packet may be put back, because a capture may show ever new agreements for one
   *   SPI.
   */
  constructor(capacity: number, maximumReturns: number) {
    this.#capacity = capacity;
    this.#maximumReturns = maximumReturns;
  }

  /** Bytes of held packets, roughly. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps a copy of a packet with this SPI, with or without an agreement; gives the copy. */
  hold(packet: Datagram, spi: number, isAgreed: boolean): Datagram {
    const key = keyOf(packet.destination, spi);
    const copy = packet.copy();
    this.#append({ packet: copy, queue: this.#queueOf(key), next: null, returns: 0 }, isAgreed);
    while (this.#bytes > this.#capacity) this.#evict(this.#oldest.next() as Held);
    return copy;
  }

  /** Number of packets that wait with this address (canonical text) and SPI. */
  waiting(destination: string, spi: number): number {
    return this.#byKey.get(keyOf(destination, spi))?.packets ?? 0;
  }

  /** Puts a packet back that was taken and still lacks a key. */
  putBack(held: Held, isAgreed: boolean): void {
    if (++held.returns > this.#maximumReturns) {
      this.evicted++;
      return;
    }
    held.queue = this.#queueOf(held.queue.key);
    this.#append(held, isAgreed);
  }

  /** Takes out, in capture order, the packets with this address (canonical text) and SPI. */
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

  /** At most the first `count` packets of each address and SPI without an agreement. */
  *unexplained(count: number): Iterable<Datagram> {
    for (const { first } of this.#unexplained) {
      let left = count;
      for (let held = first; held !== null && left > 0; held = held.next, left--) yield held.packet;
    }
  }

  #queueOf(key: string): HeldQueue {
    let queue = this.#byKey.get(key);
    if (queue === undefined) {
      queue = { key, first: null, last: null, packets: 0 };
      this.#byKey.set(key, queue);
    }
    return queue;
  }

  #append(held: Held, isAgreed: boolean): void {
    const { queue } = held;
    if (queue.last === null) queue.first = held;
    else queue.last.next = held;
    queue.last = held;
    queue.packets++;
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

  /** The oldest packet of all is the first of its queue. */
  #evict(oldest: Held): void {
    const { queue } = oldest;
    queue.first = oldest.next;
    queue.packets--;
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

/** Bytes of a packet besides its own, measured: a record, its buffers, and its places in the tables. */
export const HELD_OVERHEAD = 900;

function costOf({ packet }: Held): number {
  return HELD_OVERHEAD + packet.end + 8 * (packet.frames?.length ?? 0);
}
