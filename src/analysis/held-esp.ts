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

  /** Keeps a copy of a packet with this SPI. */
  hold(packet: Datagram, spi: number): void {
    const key = keyOf(addressText(packet.addresses, packet.destinationOffset, packet.addressLength), spi);
    const held = { key, packet: packet.copy() };
    const same = this.#byKey.get(key);
    if (same === undefined) this.#byKey.set(key, [held]);
    else same.push(held);
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
    this.#byKey.delete(key);
    for (const one of held) this.#forget(one);
    return held.map(one => one.packet);
  }

  #evict(held: Held): void {
    this.#byKey.get(held.key)?.shift();
    if (this.#byKey.get(held.key)?.length === 0) this.#byKey.delete(held.key);
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
