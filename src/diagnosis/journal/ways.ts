import { addressText } from '../../bytes/address.ts';
import { equalBytes } from '../../bytes/equal.ts';
import { hashBytes, hashNumber, hashStart } from '../../bytes/hash.ts';
import type { Datagram } from '../../net/packet/datagram.ts';
import { LruTable, type TableEntry } from '../../net/packet/lru-table.ts';

/** One address that sends to another, and a number that tells apart what it sends: ports, or protocol and port. */
export abstract class Way<Self> implements TableEntry<Self> {
  sameHash: Self | null = null;
  older: Self | null = null;
  newer: Self | null = null;
  readonly hash: number;
  readonly #kind: number;
  /** Source and destination, one after the other. */
  readonly #addresses: Uint8Array;

  constructor(hash: number, datagram: Datagram, kind: number) {
    this.hash = hash;
    this.#kind = kind;
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

  isOf({ addresses, sourceOffset, destinationOffset, addressLength }: Datagram, kind: number): boolean {
    return (
      this.#kind === kind &&
      this.#length === addressLength &&
      equalBytes(this.#addresses, 0, addresses, sourceOffset, addressLength) &&
      equalBytes(this.#addresses, addressLength, addresses, destinationOffset, addressLength)
    );
  }
}

/** Ways by their last packet. Bounded; the one that was quiet for the longest goes first. */
export class Ways<Each extends Way<Each>> {
  readonly #capacity: number;
  readonly #create: new (
    hash: number,
    datagram: Datagram,
    kind: number,
  ) => Each;
  readonly #table = new LruTable<Each>();

  constructor(capacity: number, create: new (hash: number, datagram: Datagram, kind: number) => Each) {
    this.#capacity = capacity;
    this.#create = create;
  }

  /** The way of a packet, from now on the newest. */
  of(datagram: Datagram, kind: number): Each {
    const hash = hashOf(datagram, kind);
    for (let way = this.#table.first(hash); way !== null; way = way.sameHash)
      if (way.isOf(datagram, kind)) {
        this.#table.touch(way);
        return way;
      }
    const { oldest } = this.#table;
    if (oldest !== null && this.#table.size >= this.#capacity) this.#table.remove(oldest);
    const way = new this.#create(hash, datagram, kind);
    this.#table.add(way);
    return way;
  }

  /** All of them; the one that was quiet for the longest first. */
  all(): Each[] {
    const all: Each[] = [];
    for (let way = this.#table.oldest; way !== null; way = way.newer) all.push(way);
    return all;
  }
}

function hashOf(
  { addresses, sourceOffset, destinationOffset, addressLength }: Datagram,
  kind: number,
): number {
  const start = hashNumber(hashStart(), kind);
  const source = hashBytes(start, addresses, sourceOffset, sourceOffset + addressLength);
  return hashBytes(source, addresses, destinationOffset, destinationOffset + addressLength);
}
