import { addressText } from '../../bytes/address.ts';
import { equalBytes } from '../../bytes/equal.ts';
import { hashBytes, hashNumber, hashStart } from '../../bytes/hash.ts';
import type { FrameReference } from '../../model/capture.ts';
import type { Datagram } from '../../net/packet/datagram.ts';
import { LruTable, type TableEntry } from '../../net/packet/lru-table.ts';
import type { Moment } from './notes.ts';

/** The segments with data that one end of an unprotected TCP connection sent to the other. */
export interface TcpTalk {
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  readonly segments: number;
  /** The last one. */
  readonly last: Moment & FrameReference;
}

/** The record behind TcpTalk. */
class Talk implements TcpTalk, TableEntry<Talk> {
  sameHash: Talk | null = null;
  older: Talk | null = null;
  newer: Talk | null = null;
  readonly hash: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
  segments = 0;
  last: Moment & FrameReference = { seconds: 0, nanoseconds: 0, file: 0, frame: 0 };
  /** Source and destination, one after the other. */
  readonly #addresses: Uint8Array;

  constructor(hash: number, segment: Datagram) {
    this.hash = hash;
    this.sourcePort = segment.sourcePort;
    this.destinationPort = segment.destinationPort;
    this.#addresses = segment.copyAddresses();
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

  isOf({ sourcePort, destinationPort, addresses, sourceOffset, destinationOffset, addressLength }: Datagram) {
    return (
      this.sourcePort === sourcePort &&
      this.destinationPort === destinationPort &&
      this.#length === addressLength &&
      equalBytes(this.#addresses, 0, addresses, sourceOffset, addressLength) &&
      equalBytes(this.#addresses, addressLength, addresses, destinationOffset, addressLength)
    );
  }
}

/**
 * Who sent data over unprotected TCP, and when last: an end that sends a segment is not silent, even if no whole
 * message comes of it. Bounded in directions of connections; the one that was quiet for the longest goes first.
 */
export class TcpTalks {
  readonly #capacity: number;
  readonly #table = new LruTable<Talk>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Takes a segment with data. */
  saw(segment: Datagram): void {
    const talk = this.#talkOf(segment);
    const { seconds, nanoseconds, file, frame } = segment;
    talk.segments++;
    talk.last = { seconds, nanoseconds, file, frame };
    this.#table.touch(talk);
  }

  /** All of them; the one that was quiet for the longest first. */
  all(): TcpTalk[] {
    const all: TcpTalk[] = [];
    for (let talk = this.#table.oldest; talk !== null; talk = talk.newer) all.push(talk);
    return all;
  }

  #talkOf(segment: Datagram): Talk {
    const hash = hashOf(segment);
    for (let talk = this.#table.first(hash); talk !== null; talk = talk.sameHash)
      if (talk.isOf(segment)) return talk;
    const { oldest } = this.#table;
    if (oldest !== null && this.#table.size >= this.#capacity) this.#table.remove(oldest);
    const talk = new Talk(hash, segment);
    this.#table.add(talk);
    return talk;
  }
}

function hashOf({
  addresses,
  sourceOffset,
  destinationOffset,
  addressLength,
  sourcePort,
  destinationPort,
}: Datagram) {
  const ports = hashNumber(hashStart(), (sourcePort << 16) | destinationPort);
  const source = hashBytes(ports, addresses, sourceOffset, sourceOffset + addressLength);
  return hashBytes(source, addresses, destinationOffset, destinationOffset + addressLength);
}
