import { equalBytes } from '../../bytes/equal.ts';
import { readU8, readU16, readU32 } from '../../bytes/read.ts';
import { BoundedMap } from '../../bytes/tables/bounded-map.ts';
import type { Datagram } from '../packet/datagram.ts';

/** Receives a user message: a view that lasts only during the call, the packet that completed it, and all frames. */
export type DeliverSctp = (
  bytes: Uint8Array,
  start: number,
  end: number,
  last: Datagram,
  frames: readonly number[],
  /** Payload protocol identifier (RFC 9260 §3.3.1). */
  protocol: number,
) => void;

/** Counters of SCTP. */
export interface SctpStatistics {
  /** User messages delivered. */
  messages: number;
  /** Fragments of messages that were given up because too many waited. */
  evicted: number;
}

/** Chunk types (RFC 9260 §3.2, RFC 8260 §2.1). */
const DATA = 0;
const I_DATA = 64;

const FLAG_END = 1;
const FLAG_BEGIN = 2;

/** Bounds of SCTP reassembly. */
export interface SctpLimits {
  /** Fragments that wait at a time. */
  readonly fragments: number;
  /** Bytes that they may take together, roughly. */
  readonly fragmentBytes: number;
}

/** Fragments of one message: with 1,400 octets each that is beyond what SIP and Diameter send. */
const MAX_FRAGMENTS = 256;

interface Fragment {
  readonly flags: number;
  readonly protocol: number;
  readonly data: Uint8Array;
  readonly frames: readonly number[];
}

/**
 * Takes user messages out of SCTP packets (RFC 9260 §3.3.1): most are whole in one DATA chunk; fragments have
 * consecutive TSNs and wait for each other in any order. Streams and their order make no difference here.
 */
export class SctpReassembler {
  /** All counters, live. */
  readonly statistics: SctpStatistics = { messages: 0, evicted: 0 };
  readonly #deliver: DeliverSctp;
  /** By association and TSN. */
  readonly #fragments: BoundedMap<string, Fragment>;

  constructor(deliver: DeliverSctp, { fragments, fragmentBytes }: SctpLimits) {
    this.#deliver = deliver;
    this.#fragments = new BoundedMap(fragments, { limit: fragmentBytes, of: costOf });
  }

  /** Takes the chunks of one packet, which begin at the payload of the datagram. */
  push(datagram: Datagram): void {
    const { bytes, end } = datagram;
    for (let at = datagram.start; at + 4 <= end; ) {
      const length = readU16(bytes, at + 2);
      if (length < 4 || length > end - at) return;
      this.#chunk(datagram, at, at + length);
      at += (length + 3) & ~3;
    }
  }

  #chunk(datagram: Datagram, at: number, end: number): void {
    const { bytes } = datagram;
    const type = readU8(bytes, at);
    const header = type === DATA ? 16 : type === I_DATA ? 20 : 0;
    if (header === 0 || end - at < header) return;
    const flags = readU8(bytes, at + 1);
    // Of I-DATA only the first fragment has it (RFC 8260 §2.1).
    const protocol = readU32(bytes, at + header - 4);
    if ((flags & FLAG_BEGIN) !== 0 && (flags & FLAG_END) !== 0) {
      this.statistics.messages++;
      const frames = datagram.frames ?? [datagram.frame];
      this.#deliver(bytes, at + header, end, datagram, frames, protocol);
      return;
    }
    const tsn = readU32(bytes, at + 4);
    const frames = datagram.frames === null ? [datagram.frame] : [...datagram.frames];
    const fragment = { flags, protocol, data: bytes.slice(at + header, end), frames };
    this.#fragment(associationOf(datagram), tsn, fragment, datagram);
  }

  #fragment(association: string, tsn: number, fragment: Fragment, datagram: Datagram): void {
    const fragments = this.#fragments;
    const key = (offset: number) => `${association} ${(tsn + offset) >>> 0}`;
    const isCopy = isSame(fragments.get(key(0)), fragment);
    fragments.set(key(0), fragment);
    this.statistics.evicted = fragments.evicted;
    // A copy, or one of many that have come in their order, completes nothing: there is no need to look far.
    if (isCopy || ((fragment.flags & FLAG_END) === 0 && fragments.get(key(1)) === undefined)) return;
    const run: Fragment[] = [fragment];
    let first = 0;
    while (((run[0] as Fragment).flags & FLAG_BEGIN) === 0) {
      const before = fragments.get(key(first - 1));
      if (before === undefined || (before.flags & FLAG_END) !== 0 || run.length >= MAX_FRAGMENTS) return;
      run.unshift(before);
      first--;
    }
    let last = 0;
    while (((run.at(-1) as Fragment).flags & FLAG_END) === 0) {
      const after = fragments.get(key(last + 1));
      if (after === undefined || (after.flags & FLAG_BEGIN) !== 0 || run.length >= MAX_FRAGMENTS) return;
      run.push(after);
      last++;
    }
    for (let offset = first; offset <= last; offset++) fragments.delete(key(offset));
    this.#whole(run, datagram);
  }

  #whole(run: readonly Fragment[], datagram: Datagram): void {
    const whole = new Uint8Array(run.reduce((length, { data }) => length + data.length, 0));
    let at = 0;
    for (const { data } of run) {
      whole.set(data, at);
      at += data.length;
    }
    this.statistics.messages++;
    const frames = [...new Set(run.flatMap(fragment => fragment.frames))];
    this.#deliver(whole, 0, whole.length, datagram, frames, (run[0] as Fragment).protocol);
  }
}

function isSame(before: Fragment | undefined, { flags, data }: Fragment): boolean {
  if (before === undefined || before.flags !== flags || before.data.length !== data.length) return false;
  return equalBytes(before.data, 0, data, 0, data.length);
}

/** Bytes that a fragment takes, roughly. */
function costOf({ data, frames }: Fragment): number {
  return 400 + data.length + 8 * frames.length;
}

function associationOf(datagram: Datagram): string {
  const { source, sourcePort, destination, destinationPort } = datagram;
  return `${source} ${sourcePort} ${destination} ${destinationPort}`;
}
