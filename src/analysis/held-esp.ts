import { addressText } from '../bytes/address.ts';
import type { Datagram } from '../net/datagram.ts';

interface Held {
  readonly key: string;
  readonly packet: Datagram;
}

/** ESP packets that wait for a key, bounded in bytes; the oldest are given up first. */
export class HeldEsp {
  readonly #capacity: number;
  readonly #byKey = new Map<string, Held[]>();
  /** Those of `#byKey` that no agreement explains. */
  readonly #unexplained = new Set<string>();
  readonly #oldestFirst = new Set<Held>();
  #bytes = 0;
  /** Packets given up because too many waited. */
  evicted = 0;

  /** @param capacity bytes of ESP held at most. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Bytes that wait now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Keeps a copy of a packet with this SPI, for which there is an agreement or not. */
  hold(packet: Datagram, spi: number, isAgreed: boolean): void {
    const key = keyOf(addressText(packet.addresses, packet.destinationOffset, packet.addressLength), spi);
    const held = { key, packet: packet.copy() };
    const same = this.#byKey.get(key);
    if (same === undefined) this.#byKey.set(key, [held]);
    else same.push(held);
    if (!isAgreed) this.#unexplained.add(key);
    this.#oldestFirst.add(held);
    this.#bytes += held.packet.end;
    for (const oldest of this.#oldestFirst) {
      if (this.#bytes <= this.#capacity) break;
      this.#evict(oldest);
    }
  }

  /** Gives out, in capture order, the packets to this address (canonical text) with this SPI. */
  take(destination: string, spi: number): Datagram[] {
    const key = keyOf(destination, spi);
    const held = this.#byKey.get(key) ?? [];
    this.#remove(key);
    for (const one of held) this.#forget(one);
    return held.map(one => one.packet);
  }

  /** The first `count` packets, at most, of each address and SPI without an agreement. */
  *unexplained(count: number): Iterable<Datagram> {
    for (const key of this.#unexplained)
      for (const { packet } of this.#byKey.get(key)?.slice(0, count) ?? []) yield packet;
  }

  #remove(key: string): void {
    this.#byKey.delete(key);
    this.#unexplained.delete(key);
  }

  #evict(held: Held): void {
    this.#byKey.get(held.key)?.shift();
    if (this.#byKey.get(held.key)?.length === 0) this.#remove(held.key);
    this.#forget(held);
    this.evicted++;
  }

  #forget(held: Held): void {
    this.#oldestFirst.delete(held);
    this.#bytes -= held.packet.end;
  }
}

function keyOf(destination: string, spi: number): string {
  return `${destination} ${spi}`;
}
