import { addressText } from '../../bytes/address.ts';
import { equalBytes } from '../../bytes/equal.ts';
import { hashBytes, hashNumber, hashStart } from '../../bytes/hash.ts';
import type { FrameReference, Moment } from '../../model/capture.ts';
import type { Datagram } from '../../net/packet/datagram.ts';
import { LruTable, type TableEntry } from '../../net/packet/lru-table.ts';
import { MovingMoment } from './notes.ts';

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

/** The record behind Sent. */
class Way implements Sent, TableEntry<Way> {
  sameHash: Way | null = null;
  older: Way | null = null;
  newer: Way | null = null;
  readonly hash: number;
  readonly protocol: number;
  readonly port: number;
  packets = 0;
  readonly first: Moment & FrameReference;
  readonly last: MovingMoment;
  readonly #addresses: Uint8Array;

  constructor(hash: number, datagram: Datagram, port: number) {
    const { seconds, nanoseconds, file, frame } = datagram;
    this.hash = hash;
    this.protocol = datagram.protocol;
    this.port = port;
    this.first = { seconds, nanoseconds, file, frame };
    this.last = new MovingMoment(datagram);
    this.#addresses = datagram.copyAddresses();
  }

  get source(): string {
    return addressText(this.#addresses, 0, this.#length);
  }

  get destination(): string {
    return addressText(this.#addresses, this.#length, this.#length);
  }

  get #length(): 4 | 16 {
    return this.#addresses.length === 8 ? 4 : 16;
  }

  isOf({ protocol, addresses, sourceOffset, destinationOffset, addressLength }: Datagram, port: number) {
    return (
      this.port === port &&
      this.protocol === protocol &&
      this.#length === addressLength &&
      equalBytes(this.#addresses, 0, addresses, sourceOffset, addressLength) &&
      equalBytes(this.#addresses, addressLength, addresses, destinationOffset, addressLength)
    );
  }
}

/**
 * Where unprotected UDP and ICMP went: what a phone did in place of a REGISTER. Bounded in ways; the one that was quiet
 * for the longest goes first.
 */
export class SentPackets {
  readonly #capacity: number;
  readonly #table = new LruTable<Way>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Takes a packet; `port` is its destination port, or the type of ICMP. */
  saw(datagram: Datagram, port: number): void {
    if (datagram.protection !== null) return;
    const way = this.#wayOf(datagram, port);
    way.packets++;
    way.last.moveTo(datagram);
    this.#table.touch(way);
  }

  /** All of them; the one that was quiet for the longest first. */
  all(): Sent[] {
    const all: Sent[] = [];
    for (let way = this.#table.oldest; way !== null; way = way.newer) all.push(way);
    return all;
  }

  #wayOf(datagram: Datagram, port: number): Way {
    const hash = hashOf(datagram, port);
    for (let way = this.#table.first(hash); way !== null; way = way.sameHash)
      if (way.isOf(datagram, port)) return way;
    const { oldest } = this.#table;
    if (oldest !== null && this.#table.size >= this.#capacity) this.#table.remove(oldest);
    const way = new Way(hash, datagram, port);
    this.#table.add(way);
    return way;
  }
}

function hashOf(
  { protocol, addresses, sourceOffset, destinationOffset, addressLength }: Datagram,
  port: number,
): number {
  const kind = hashNumber(hashStart(), (protocol << 16) | port);
  const source = hashBytes(kind, addresses, sourceOffset, sourceOffset + addressLength);
  return hashBytes(source, addresses, destinationOffset, destinationOffset + addressLength);
}
