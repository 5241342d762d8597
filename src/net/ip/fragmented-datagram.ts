import { addressLength, addressText } from '../../bytes/address.ts';
import { equalBytes } from '../../bytes/equal.ts';
import { readU16, readU32 } from '../../bytes/read.ts';
import type { FrameReference, Moment } from '../../model/capture.ts';
import { Coverage } from '../packet/coverage.ts';
import { PROTOCOL } from '../packet/datagram.ts';
import type { TableEntry } from '../packet/lru-table.ts';

/** One fragment: a view that is valid during the call only. */
interface Fragment {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Offset within the datagram in octets. */
  readonly offset: number;
  /** Bytes on the wire; more than `end - start` when the snap length cut the fragment. */
  readonly length: number;
  readonly moreFragments: boolean;
  /** Protocol of what the datagram carries, as this fragment's header says. */
  readonly protocol: number;
  /** The frames that carried it. */
  readonly file: number;
  readonly frames: readonly number[];
}

/** The result for a fragment: `conflict` = it contradicts earlier bytes or an earlier length. */
export type Placement = 'new' | 'again' | 'duplicate' | 'conflict' | 'new-with-conflict';

/** A datagram with missing fragments. Addresses as canonical text. */
export interface IncompleteDatagram {
  readonly source: string;
  readonly destination: string;
  /** IP protocol of what it carries. */
  readonly protocol: number;
  /** Did it come inside ESP? */
  readonly isProtected: boolean;
  /** From its first fragment; null and 0 without it. SPI of ESP; ports of UDP and TCP. */
  readonly spi: number | null;
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Was the first fragment seen; was the last one? */
  readonly hasFirst: boolean;
  readonly hasLast: boolean;
  /** Octets of payload: captured, and in all; -1 without the last fragment. */
  readonly received: number;
  readonly total: number;
  /** File and frame of the fragment that came first, and its time. */
  readonly file: number;
  readonly frame: number;
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** One sighting of a fragment: its frames. */
interface Sighting {
  readonly file: number;
  readonly frames: readonly number[];
}

/** A fragment with new bytes, and its sightings that no observation has used yet. */
interface Piece {
  readonly offset: number;
  readonly length: number;
  readonly sightings: Sighting[];
}

/**
 * One IP datagram in reassembly. Earlier bytes win over later ones. The same capture may hold every
 * fragment several times (capture on `any`, GTP-U next to the bare packet): each complete round of
 * sightings is one observation of the datagram.
 */
export class FragmentedDatagram implements TableEntry<FragmentedDatagram> {
  sameHash: FragmentedDatagram | null = null;
  older: FragmentedDatagram | null = null;
  newer: FragmentedDatagram | null = null;

  readonly hash: number;
  readonly family: 4 | 6;
  /** Source and destination, copied. */
  readonly addresses: Uint8Array;
  readonly id: number;
  readonly flowClass: number;
  /** IPv4: part of the key. IPv6: what the fragment said that brought the first byte (RFC 8200 §4.5). */
  protocol: number;

  /** File, frame and time of the first fragment, and the second of the last one. */
  readonly file: number;
  readonly frame: number;
  readonly firstSeconds: number;
  readonly firstNanoseconds: number;
  seconds = 0;
  /** Has a conflict been reported? */
  conflictReported = false;
  /** Has it been emitted? */
  completed = false;

  bytes: Uint8Array = new Uint8Array(INITIAL_SIZE);
  /** Length of the datagram; -1 before its last fragment. */
  total = -1;
  /** Different bytes that have come so far. */
  received = 0;
  /** End of the farthest fragment. */
  #reach = 0;

  readonly #coverage = new Coverage();
  readonly #pieces: Piece[] = [];
  /** Bytes that the sightings hold, roughly. */
  #sightings = 0;

  constructor(
    hash: number,
    family: 4 | 6,
    addresses: Uint8Array,
    id: number,
    flowClass: number,
    protocol: number,
    first: Moment & FrameReference,
  ) {
    this.hash = hash;
    this.family = family;
    this.addresses = addresses;
    this.id = id;
    this.flowClass = flowClass;
    this.protocol = protocol;
    this.file = first.file;
    this.frame = first.frame;
    this.firstSeconds = first.seconds;
    this.firstNanoseconds = first.nanoseconds;
  }

  /** Its data for the report if it never becomes complete. */
  get facts(): IncompleteDatagram {
    const length = addressLength(this.family);
    const hasPorts = this.#coverage.covers(0, 4) && this.protocol !== PROTOCOL.ESP;
    return {
      source: addressText(this.addresses, 0, length),
      destination: addressText(this.addresses, length, length),
      protocol: this.protocol,
      isProtected: this.flowClass !== 0,
      spi: this.#coverage.covers(0, 4) && this.protocol === PROTOCOL.ESP ? readU32(this.bytes, 0) : null,
      sourcePort: hasPorts ? readU16(this.bytes, 0) : 0,
      destinationPort: hasPorts ? readU16(this.bytes, 2) : 0,
      hasFirst: this.#coverage.covers(0, 1),
      hasLast: this.total >= 0,
      received: this.received,
      total: this.total,
      file: this.file,
      frame: this.frame,
      seconds: this.firstSeconds,
      nanoseconds: this.firstNanoseconds,
    };
  }

  /** Memory that it holds, roughly, in bytes. */
  get cost(): number {
    return this.bytes.length + 128 * this.#pieces.length + this.#sightings + 512;
  }

  /** Number of fragments that brought bytes. */
  get pieces(): number {
    return this.#pieces.length;
  }

  /** Takes in one fragment. */
  place(fragment: Fragment): Placement {
    if (this.#contradictsLength(fragment)) return 'conflict';
    const stop = fragment.offset + fragment.end - fragment.start;
    const fresh = this.#coverage.uncovered(fragment.offset, stop);
    const conflict = !this.#agrees(fragment, stop, fresh);
    if (fresh.length === 0) return conflict ? 'conflict' : this.#again(fragment);
    if (!fragment.moreFragments) this.total = fragment.offset + fragment.length;
    this.#store(fragment, fresh, stop);
    return conflict ? 'new-with-conflict' : 'new';
  }

  /**
   * Is there one more observation: every byte is there and every fragment has an unused sighting? Uses them up
   * and returns their frames in `file`, unique and in order; otherwise null.
   */
  observe(file: number): number[] | null {
    if (this.total < 0 || !this.#coverage.covers(0, this.total)) return null;
    if (!this.#pieces.every(piece => piece.sightings.length > 0)) return null;
    this.completed = true;
    const frames = new Set<number>();
    for (const piece of this.#pieces) {
      const sighting = piece.sightings.shift();
      this.#sightings -= costOf(sighting);
      if (sighting?.file === file) for (const frame of sighting.frames) frames.add(frame);
    }
    return [...frames].sort((a, b) => a - b);
  }

  /** A last fragment fixes the length; nothing may lie behind it and no other last fragment may differ. */
  #contradictsLength(fragment: Fragment): boolean {
    const stop = fragment.offset + fragment.length;
    if (this.total >= 0) return fragment.moreFragments ? stop >= this.total : stop !== this.total;
    return !fragment.moreFragments && stop < this.#reach;
  }

  /** Do the bytes that came before agree with the fragment, outside its fresh parts? */
  #agrees(fragment: Fragment, stop: number, fresh: readonly number[]): boolean {
    let at = fragment.offset;
    for (let i = 0; i <= fresh.length; i += 2) {
      const until = fresh[i] ?? stop;
      const from = fragment.start + at - fragment.offset;
      if (until > at && !equalBytes(this.bytes, at, fragment.bytes, from, until - at)) return false;
      at = fresh[i + 1] ?? stop;
    }
    return true;
  }

  #again(fragment: Fragment): Placement {
    const { offset, length } = fragment;
    const piece = this.#pieces.find(piece => piece.offset === offset && piece.length === length);
    if (piece === undefined || piece.sightings.length >= MAX_SIGHTINGS) return 'duplicate';
    piece.sightings.push(this.#sighting(fragment));
    return 'again';
  }

  #store(fragment: Fragment, fresh: readonly number[], stop: number): void {
    this.#grow(stop);
    if (fresh[0] === 0) this.protocol = fragment.protocol;
    for (let i = 0; i < fresh.length; i += 2) {
      const from = fresh[i] as number;
      const until = fresh[i + 1] as number;
      const shift = fragment.start - fragment.offset;
      this.bytes.set(fragment.bytes.subarray(from + shift, until + shift), from);
      this.received += until - from;
    }
    this.#coverage.add(fragment.offset, stop);
    const { offset, length } = fragment;
    this.#reach = Math.max(this.#reach, offset + length);
    this.#pieces.push({ offset, length, sightings: [this.#sighting(fragment)] });
  }

  #sighting({ file, frames }: Fragment): Sighting {
    const sighting = { file, frames };
    this.#sightings += costOf(sighting);
    return sighting;
  }

  #grow(size: number): void {
    if (size <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(size, 2 * this.bytes.length));
    grown.set(this.bytes);
    this.bytes = grown;
  }
}

/** Bytes that a sighting holds, roughly: an object, and a list that is long where what carried it came in fragments. */
function costOf(sighting: Sighting | undefined): number {
  return sighting === undefined ? 0 : 80 + 8 * sighting.frames.length;
}

const INITIAL_SIZE = 2048;
/** Times that one fragment was seen and not used yet: as many as there may be taps. */
const MAX_SIGHTINGS = 16;
