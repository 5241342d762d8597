import { readU32 } from '../../bytes/read.ts';
import type { SecurityAssociation } from '../../model/security-association.ts';
import type { AnyOpener, GivenOpener } from './given-opener.ts';
import type { GivenEntry } from './given-sa-table.ts';
import type { KeyedSet } from './keyed-set.ts';
import { SequenceWindow } from './sequence-window.ts';
import { TrialCredit } from './trial-credit.ts';

/** One of the successive SAs with the same destination and SPI. */
export interface Generation {
  readonly sa: SecurityAssociation;
  readonly keyed: KeyedSet;
  /** Its entry. */
  readonly entry: SpiEntry;
  /** The opener of the last decrypted packet of this SA; null before the first. */
  opener: AnyOpener | null;
  /** SAs from the user, with more keys to try. */
  readonly given: readonly GivenOpener[];
  /**
   * High half and low half of the highest verified sequence number, if it has 64 bits (RFC 4303 §2.2.1); the high half
   * is NOT_EXTENDED if it has 32 bits, or if that is not known.
   */
  high: number;
  low: number;
  /** How often 64-bit sequence numbers were tried. */
  extendedTrials: number;
}

/** The state of the key search for one SPI. */
export interface KeySearch {
  /** Canonical text. */
  readonly source: string;
  readonly destination: string;
  /** The first packet. */
  readonly file: number;
  readonly frame: number;
  /** The keys in trial: from this index of the known keys up to the other. */
  from: number;
  to: number;
  /** Packets on which they have been tried. */
  packets: number;
  /** Was a key left out because of the bound of the search? */
  limited: boolean;
}

/** See Generation.high. */
export const NOT_EXTENDED = -1;

const NONE_GIVEN: readonly GivenEntry[] = [];

/** The state of one destination address and SPI, with or without an agreement. */
export class SpiEntry {
  readonly spi: number;
  /** Hash of address and SPI, for the table. */
  readonly hash: number;
  /** 4 or 16. */
  readonly #addressLength: number;
  /** The destination address as signed words, which V8 keeps inside the object: a lookup touches nothing else. */
  readonly #word0: number;
  readonly #word1: number;
  readonly #word2: number;
  readonly #word3: number;
  /** Next entry in the same bucket of the table. */
  next: SpiEntry | null = null;
  readonly window = new SequenceWindow();
  /** Newest first. Empty for an SPI without an agreement. */
  readonly generations: Generation[] = [];
  /** SAs from the user for this destination and SPI. */
  readonly given: readonly GivenEntry[];
  /** The generation with the last good ICV: the first one to try. */
  verified: Generation | null = null;
  /** Packets counted as unknown SPI, which a retry takes back. */
  unknown = 0;
  /** Packets of unknown SPI counted as without a key, because their agreement may be in undecrypted ESP. */
  closed = 0;
  #credit: TrialCredit | null = null;
  /** The state of the key search; null before the first packet without an agreement. */
  search: KeySearch | null = null;

  /** The destination address has `length` octets, 4 or 16, at `offset`. */
  constructor(
    bytes: Uint8Array,
    offset: number,
    length: number,
    spi: number,
    hash: number,
    given: readonly GivenEntry[] = NONE_GIVEN,
  ) {
    const isIpv6 = length === 16;
    this.#addressLength = length;
    this.#word0 = wordAt(bytes, offset);
    this.#word1 = isIpv6 ? wordAt(bytes, offset + 4) : 0;
    this.#word2 = isIpv6 ? wordAt(bytes, offset + 8) : 0;
    this.#word3 = isIpv6 ? wordAt(bytes, offset + 12) : 0;
    this.spi = spi;
    this.hash = hash;
    this.given = given;
  }

  /** Is its destination address the one of `length` octets at `offset`? */
  isFor(bytes: Uint8Array, offset: number, length: number): boolean {
    if (this.#addressLength !== length || this.#word0 !== wordAt(bytes, offset)) return false;
    return (
      length === 4 ||
      (this.#word1 === wordAt(bytes, offset + 4) &&
        this.#word2 === wordAt(bytes, offset + 8) &&
        this.#word3 === wordAt(bytes, offset + 12))
    );
  }

  /** Remaining key trials for its packets. Most SPIs never have one. */
  get credit(): TrialCredit {
    this.#credit ??= new TrialCredit();
    return this.#credit;
  }

  /** The presumed generation of a packet with an unproven ICV; null without an agreement. */
  get presumed(): Generation | null {
    return this.verified ?? this.generations[0] ?? null;
  }

  /** Removes a generation. */
  remove(generation: Generation): void {
    const at = this.generations.indexOf(generation);
    if (at >= 0) this.generations.splice(at, 1);
    if (this.verified === generation) this.verified = null;
  }
}

function wordAt(bytes: Uint8Array, offset: number): number {
  return readU32(bytes, offset) | 0;
}

/** The trials for a packet that no key decrypts: its ICVs, and a check whether it is unencrypted. */
export function trialsOf({ generations }: SpiEntry): number {
  let trials = 0;
  for (const { keyed } of generations) trials += 1 + keyed.methods.length * keyed.set.keys.length;
  return trials;
}
