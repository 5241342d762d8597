import type { KeyMaterial, SaSet, SecurityAssociation } from '../../model/security-association.ts';
import type { Datagram } from '../../net/packet/datagram.ts';
import { HeldEsp } from './held-esp.ts';

/**
 * The first ESP packets under SAs of which no key has verified an ICV so far: anybody on the path can send a challenge
 * with a forged key, and it may come before the true one.
 */
export class RefusedEsp {
  readonly #held: HeldEsp;
  /** The SA on which each packet was counted. */
  readonly #countedOn = new WeakMap<Datagram, SecurityAssociation>();
  readonly #tried = new WeakMap<SaSet, WeakSet<KeyMaterial>>();

  /** @param capacity bytes of packets, roughly. */
  constructor(capacity: number) {
    this.#held = new HeldEsp(capacity, Number.POSITIVE_INFINITY);
  }

  /** Bytes of packets, roughly. */
  get bytes(): number {
    return this.#held.bytes;
  }

  /** Keeps a copy of a packet that no key of an SA verifies, if it is one of the first and the SA is not proved. */
  hold(packet: Datagram, spi: number, sa: SecurityAssociation | null): void {
    if (sa === null || sa.given !== null || sa.set.key !== null) return;
    if (this.#held.waiting(packet.destination, spi) >= PACKETS_OF_AN_SPI) return;
    this.untriedKeys(sa.set);
    this.#countedOn.set(this.#held.hold(packet, spi, true), sa);
  }

  /** The keys of a set that have come since the last call, or since its first packet was refused. */
  untriedKeys(set: SaSet): readonly KeyMaterial[] {
    const tried = this.#tried.get(set) ?? new WeakSet();
    this.#tried.set(set, tried);
    const untried = set.keys.filter(key => !tried.has(key));
    for (const key of untried) tried.add(key);
    return untried;
  }

  /** Is there a packet with this address (canonical text) and SPI? */
  has(destination: string, spi: number): boolean {
    return this.#held.bytes > 0 && this.#held.waiting(destination, spi) > 0;
  }

  /** Takes out the packets to this address with this SPI that `isRight` says yes to, and the SA they were counted on. */
  *take(
    destination: string,
    spi: number,
    isRight: (packet: Datagram) => boolean,
  ): Generator<readonly [Datagram, SecurityAssociation], void, undefined> {
    for (const held of this.#held.take(destination, spi)) {
      const sa = this.#countedOn.get(held.packet);
      if (sa !== undefined && isRight(held.packet)) yield [held.packet, sa];
      else this.#held.putBack(held, true);
    }
  }
}

/** Packets kept of one address and SPI: each new key is tried on all of them, and junk may have come first. */
const PACKETS_OF_AN_SPI = 32;
