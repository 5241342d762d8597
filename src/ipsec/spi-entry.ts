import type { SecurityAssociation } from '../model/security-association.ts';
import type { KeyedSet, Opener } from './keyed-set.ts';
import { SequenceWindow } from './sequence-window.ts';

/** One SA among those that have had the same destination and SPI, one after the other. */
export interface Generation {
  readonly sa: SecurityAssociation;
  readonly keyed: KeyedSet;
  /** The entry that it is a generation of. */
  readonly entry: SpiEntry;
  /** What opened a packet of this very SA last; null while none was opened. */
  opener: Opener | null;
  /** Packets counted as without a key, which a retry takes back. */
  withoutKey: number;
}

/** What is known of one destination address and SPI, with or without an agreement. */
export class SpiEntry {
  /** Destination address, 4 or 16 octets. */
  readonly address: Uint8Array;
  readonly spi: number;
  /** Of address and SPI; for the table. */
  readonly hash: number;
  /** Next entry in the same bucket of the table. */
  next: SpiEntry | null = null;
  readonly window = new SequenceWindow();
  /** Newest first. Empty for an SPI without an agreement. */
  readonly generations: Generation[] = [];
  /** The generation whose ICV verified last: the first one to try. */
  verified: Generation | null = null;
  /** Packets counted as of unknown SPI, which a retry takes back. */
  unknown = 0;
  /** Packets of unknown SPI counted as without a key, because their agreement may be in closed ESP. */
  closed = 0;

  constructor(address: Uint8Array, spi: number, hash: number) {
    this.address = address;
    this.spi = spi;
    this.hash = hash;
  }

  /** The generation that a packet belongs to as long as no ICV says better; null without an agreement. */
  get presumed(): Generation | null {
    return this.verified ?? this.generations[0] ?? null;
  }

  /** Takes a generation out. */
  remove(generation: Generation): void {
    const at = this.generations.indexOf(generation);
    if (at >= 0) this.generations.splice(at, 1);
    if (this.verified === generation) this.verified = null;
  }
}
