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
    return hashEnds(start, {
      sourcePort: this.sourcePort,
      destinationPort: this.destinationPort,
      chunk: this.#addresses,
      sourceOffset: this.#sourceOffset,
      addressLength: this.#length,
      destinationOffset: this.#destinationOffset,
    });
  }
}

/** The two ends of a packet. The destination address follows the source unless it has its own offset. */
interface Ends {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly chunk: Uint8Array;
  readonly sourceOffset: number;
  readonly destinationOffset?: number;
  readonly addressLength: 4 | 16;
}

/** Mixes both ends of a packet into a hash, as `Flow.hash` does. */
export function hashEnds(start: number, ends: Ends): number {
  const { sourcePort, destinationPort, chunk, sourceOffset, addressLength } = ends;
  const { destinationOffset = sourceOffset + addressLength } = ends;
  const ports = hashNumber(start, (sourcePort << 16) | destinationPort);
  const half = hashBytes(ports, chunk, sourceOffset, sourceOffset + addressLength);
  return hashBytes(half, chunk, destinationOffset, destinationOffset + addressLength);
}
