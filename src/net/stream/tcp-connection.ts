import { equalBytes } from '../../bytes/equal.ts';
import { hashBytes, hashNumber, hashStart } from '../../bytes/hash.ts';
import type { Datagram } from '../packet/datagram.ts';
import { flowClass } from '../packet/flow-class.ts';
import type { TableEntry } from '../packet/lru-table.ts';
import { type StreamPool, TcpStream } from './tcp-stream.ts';

/** A TCP connection: two streams that know each other. */
export class TcpConnection implements TableEntry<TcpConnection> {
  readonly hash: number;
  sameHash: TcpConnection | null = null;
  older: TcpConnection | null = null;
  newer: TcpConnection | null = null;

  /** From the end that sent the first segment seen, and back. */
  readonly forward: TcpStream;
  readonly backward: TcpStream;
  /** Segments of both directions. */
  packets = 0;
  /** True while it is among those that wait for a hole. */
  waiting = false;

  readonly #flowClass: number;
  readonly #addressSize: 4 | 16;
  /** Source and destination of the first segment, copied. */
  readonly #addresses: Uint8Array;
  readonly #sourcePort: number;
  readonly #destinationPort: number;

  constructor(hash: number, first: Datagram, pool: StreamPool) {
    this.hash = hash;
    this.forward = new TcpStream(pool);
    this.backward = new TcpStream(pool);
    this.#flowClass = flowClass(first.protection);
    const size = first.addressLength;
    this.#addressSize = size;
    this.#addresses = new Uint8Array(2 * size);
    this.#addresses.set(first.addresses.subarray(first.sourceOffset, first.sourceOffset + size));
    this.#addresses.set(
      first.addresses.subarray(first.destinationOffset, first.destinationOffset + size),
      size,
    );
    this.#sourcePort = first.sourcePort;
    this.#destinationPort = first.destinationPort;
  }

  /** The stream that a segment belongs to, or null when it is of another connection. */
  streamOf(segment: Datagram): TcpStream | null {
    const size = segment.addressLength;
    if (size !== this.#addressSize || flowClass(segment.protection) !== this.#flowClass) return null;
    const { sourcePort, destinationPort, sourceOffset, destinationOffset } = segment;
    if (sourcePort === this.#sourcePort && destinationPort === this.#destinationPort)
      if (this.#joins(segment, sourceOffset, destinationOffset)) return this.forward;
    if (sourcePort === this.#destinationPort && destinationPort === this.#sourcePort)
      if (this.#joins(segment, destinationOffset, sourceOffset)) return this.backward;
    return null;
  }

  /** Is one of the streams stopped at a hole? */
  get hole(): boolean {
    return this.forward.hole || this.backward.hole;
  }

  /** Ends both streams. */
  finish(): void {
    this.forward.finish();
    this.backward.finish();
  }

  #joins(segment: Datagram, firstOffset: number, secondOffset: number): boolean {
    const { addresses } = segment;
    const size = this.#addressSize;
    return (
      equalBytes(this.#addresses, 0, addresses, firstOffset, size) &&
      equalBytes(this.#addresses, size, addresses, secondOffset, size)
    );
  }
}

/** Hash of a connection, the same in both directions. */
export function connectionHash(segment: Datagram): number {
  const { addresses, sourceOffset, destinationOffset } = segment;
  const size = segment.addressLength;
  const start = hashStart();
  const source = hashNumber(
    hashBytes(start, addresses, sourceOffset, sourceOffset + size),
    segment.sourcePort,
  );
  const destination = hashNumber(
    hashBytes(start, addresses, destinationOffset, destinationOffset + size),
    segment.destinationPort,
  );
  return hashNumber((source + destination) | 0, flowClass(segment.protection));
}
