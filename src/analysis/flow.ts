import { addressText } from '../bytes/address.ts';
import type { Datagram } from '../net/datagram.ts';

/** The two ends of a datagram or stream. The address texts are made at first use: most are never asked for. */
export class Flow {
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Source address and destination address, one after the other. */
  readonly addresses: Uint8Array;
  readonly #length: 4 | 16;
  #source: string | null = null;
  #destination: string | null = null;

  constructor(datagram: Datagram) {
    this.#length = datagram.addressLength;
    this.addresses = datagram.copyAddresses();
    this.sourcePort = datagram.sourcePort;
    this.destinationPort = datagram.destinationPort;
  }

  /** Canonical text of the source address. */
  get source(): string {
    this.#source ??= addressText(this.addresses, 0, this.#length);
    return this.#source;
  }

  /** Canonical text of the destination address. */
  get destination(): string {
    this.#destination ??= addressText(this.addresses, this.#length, this.#length);
    return this.#destination;
  }
}
