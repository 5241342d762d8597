import { addressText } from '../../bytes/address.ts';
import { hashBytes, hashNumber } from '../../bytes/hash.ts';
import type { Datagram } from '../../net/packet/datagram.ts';

/** The two ends of a datagram or stream. The address texts are made at first use, because most are never used. */
export class Flow {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly #addresses: Uint8Array;
  readonly #sourceOffset: number;
  readonly #destinationOffset: number;
  readonly #length: 4 | 16;
  #source: string | null = null;
  #destination: string | null = null;

  /** Uses the datagram's buffer, and is valid as long as that. To keep it, give it `datagram.copy()`. */
  constructor(datagram: Datagram) {
    this.#addresses = datagram.addresses;
    this.#sourceOffset = datagram.sourceOffset;
    this.#destinationOffset = datagram.destinationOffset;
    this.#length = datagram.addressLength;
    this.sourcePort = datagram.sourcePort;
    this.destinationPort = datagram.destinationPort;
  }

  /** Canonical text of the source address. */
  get source(): string {
    this.#source ??= addressText(this.#addresses, this.#sourceOffset, this.#length);
    return this.#source;
  }

  /** Canonical text of the destination address. */
  get destination(): string {
    this.#destination ??= addressText(this.#addresses, this.#destinationOffset, this.#length);
    return this.#destination;
  }

  /** Mixes both ends into a hash. */
  hash(start: number): number {
    const ports = hashNumber(start, (this.sourcePort << 16) | this.destinationPort);
    const half = hashBytes(ports, this.#addresses, this.#sourceOffset, this.#sourceOffset + this.#length);
    return hashBytes(half, this.#addresses, this.#destinationOffset, this.#destinationOffset + this.#length);
  }
}
