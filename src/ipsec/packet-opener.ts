import { readU8 } from '../bytes/read.ts';
import type { IcvVerdict } from '../model/protection.ts';
import { type Datagram, PROTOCOL } from '../net/datagram.ts';
import type { KeyRing } from './key-ring.ts';
import type { Opener } from './keyed-set.ts';
import { findNullLayout } from './null-heuristic.ts';
import {
  GMAC_LAYOUT,
  HMAC_LAYOUT,
  NULL_CIPHER,
  type NullLayout,
  type PayloadCipher,
  type Plaintext,
} from './packet-protection.ts';
import { PLAUSIBILITY, plausibility } from './plausibility.ts';
import type { PreparedPacket } from './prepared-packet.ts';
import type { Generation, SpiEntry } from './spi-entry.ts';
import { type IntegrityMethod, suiteOf } from './suites.ts';
import { Trailer } from './trailer.ts';

/** Whole blocks of every cipher, and an IV and one block at least. */
const TAIL_LENGTH = 32;

/** Next headers behind which there are ports, tunnelled or not. */
const WITH_PORTS: ReadonlySet<number> = new Set([
  PROTOCOL.UDP,
  PROTOCOL.TCP,
  PROTOCOL.SCTP,
  PROTOCOL.IPV4,
  PROTOCOL.IPV6,
]);

/** What became of a packet whose SPI belongs to an agreement. */
export type OpeningOutcome = 'decoded' | 'implausible' | 'bad-icv' | 'no-key';

/**
 * Opens packets under the SAs that share a destination and SPI. The ICV is the judge: of the generation, of the
 * key and of the integrity algorithm, whatever the headers agreed. The cipher is the one whose plaintext makes
 * sense. The fields are the result of the last open(); `plaintext` and `trailer` only hold if it was decoded.
 */
export class PacketOpener {
  /** The generation that the packet was found to belong to. */
  generation: Generation | null = null;
  icv: IcvVerdict = 'unchecked';
  readonly plaintext: Plaintext = { bytes: new Uint8Array(0), start: 0, end: 0 };
  readonly trailer = new Trailer();
  /** What was done beforehand for the packet at hand. */
  #prepared: PreparedPacket | null = null;
  /** Of the last attempt. */
  #plausibility: number = PLAUSIBILITY.NONE;

  /**
   * Opens a packet under the generations of `entry`, of which there is at least one. `prepared` saves the work
   * that was done beforehand; what comes out is the same without it.
   */
  open(packet: Datagram, entry: SpiEntry, prepared: PreparedPacket | null): OpeningOutcome {
    this.#prepared = prepared;
    const presumed = entry.presumed as Generation;
    const outcome = this.#openAsBefore(packet, presumed) ?? this.#openUnderAny(packet, entry, presumed);
    if (outcome === null) return this.#openUnverified(packet, entry);
    entry.verified = this.generation;
    this.icv = 'good';
    return outcome;
  }

  #openUnderAny(packet: Datagram, entry: SpiEntry, presumed: Generation): OpeningOutcome | null {
    for (const generation of entry.generations) {
      const outcome =
        (generation === presumed ? null : this.#openAsBefore(packet, generation)) ??
        this.#openByTrial(packet, generation);
      if (outcome !== null) return outcome;
    }
    return null;
  }

  /** With what opened a packet of the SA, or else of the set, before; null if the ICV does not verify by it. */
  #openAsBefore(packet: Datagram, generation: Generation): OpeningOutcome | null {
    const opener = generation.opener ?? generation.keyed.opener;
    if (opener === null) return null;
    const prepared = this.#prepared?.opener === opener ? this.#prepared : null;
    const verified = prepared?.verified ?? opener.integrity.verify(packet.bytes, packet.start, packet.end);
    if (!verified) return null;
    this.generation = generation;
    if (prepared === null) this.#decrypt(packet, generation, opener.integrity, opener.cipher);
    else this.#takePrepared(packet, generation, prepared);
    if (this.#isAcceptable(generation, opener.method)) return this.#decoded(generation, opener);
    // One end may use another cipher than the other: Kamailio reads an absent ealg as aes-cbc, a UE as null.
    const outcome = this.#chooseCipher(packet, generation, opener.ring, opener.method);
    if (outcome === 'decoded') return outcome;
    this.#decrypt(packet, generation, opener.integrity, opener.cipher);
    // The first packet of an SA may be one that proves nothing, a dummy for example.
    return this.#plausibility >= PLAUSIBILITY.SANE && this.trailer.monotone ? 'decoded' : outcome;
  }

  /** Every way to make an ICV with every key, most likely first; null if none verifies. */
  #openByTrial(packet: Datagram, generation: Generation): OpeningOutcome | null {
    const { keyed } = generation;
    const failed = generation.opener ?? keyed.opener;
    for (const method of keyed.methods)
      for (const ring of keyed.rings) {
        if (failed !== null && failed.ring === ring && failed.method === method) continue;
        if (!ring.integrity(method).verify(packet.bytes, packet.start, packet.end)) continue;
        this.generation = generation;
        keyed.set.key ??= ring.key;
        return this.#chooseCipher(packet, generation, ring, method);
      }
    return null;
  }

  /** The ICV has verified by `method`: finds the cipher whose plaintext is right beyond doubt. */
  #chooseCipher(
    packet: Datagram,
    generation: Generation,
    ring: KeyRing,
    method: IntegrityMethod,
  ): OpeningOutcome {
    const integrity = ring.integrity(method);
    for (const ealg of generation.keyed.ciphers(method))
      for (const cipher of ring.ciphers(ealg)) {
        this.#decrypt(packet, generation, integrity, cipher);
        if (!this.#isCertain() && !this.#isProven(method)) continue;
        return this.#decoded(generation, { ring, method, suite: suiteOf(method, ealg), integrity, cipher });
      }
    return 'implausible';
  }

  #isAcceptable(generation: Generation, method: IntegrityMethod): boolean {
    if (generation.opener === null) return this.#isCertain() || this.#isProven(method);
    return this.#plausibility >= PLAUSIBILITY.SANE;
  }

  #isCertain(): boolean {
    if (this.#plausibility >= PLAUSIBILITY.SET_PORTS) return true;
    return this.#plausibility === PLAUSIBILITY.CHECKSUM && this.trailer.monotone;
  }

  /** With GCM and GMAC the ICV leaves no choice of cipher. */
  #isProven(method: IntegrityMethod): boolean {
    return this.#plausibility >= PLAUSIBILITY.SANE && (method === 'aes-gcm' || method === 'aes-gmac');
  }

  #decoded(generation: Generation, opener: Opener): OpeningOutcome {
    generation.opener = opener;
    const { keyed } = generation;
    if (keyed.opener === null) {
      keyed.opener = opener;
      keyed.set.used = opener.suite;
      keyed.set.key = opener.ring.key;
      keyed.set.cipherKey = opener.cipher.key;
    }
    return 'decoded';
  }

  /**
   * No ICV verifies. A set without a key may be the right one: its packets are read if they are in the clear.
   * Otherwise the packet is still read where the key of the cipher is right and only IK is not; the ports are
   * then what keeps noise out.
   */
  #openUnverified(packet: Datagram, entry: SpiEntry): OpeningOutcome {
    this.icv = 'unchecked';
    const waiting = entry.generations.filter(generation => generation.keyed.rings.length === 0);
    for (const generation of waiting)
      if (this.#openClear(packet, generation, PLAUSIBILITY.SET_PORTS)) return 'decoded';
    if (waiting[0] !== undefined && this.#openEvidentlyClear(packet, waiting[0])) return 'decoded';
    for (const generation of entry.generations)
      if (this.#openDespiteIcv(packet, generation)) {
        this.icv = 'bad';
        return 'decoded';
      }
    this.generation = waiting[0] ?? entry.presumed;
    if (waiting.length > 0) return 'no-key';
    this.icv = 'bad';
    return 'bad-icv';
  }

  #openDespiteIcv(packet: Datagram, generation: Generation): boolean {
    const { rings, hmacCiphers } = generation.keyed;
    if (rings.length === 0) return false;
    if (this.#openClear(packet, generation, PLAUSIBILITY.SA_PORTS)) return true;
    for (const ring of rings)
      for (const ealg of hmacCiphers)
        for (const cipher of ring.ciphers(ealg))
          if (
            this.#endsInTransport(packet, cipher) &&
            this.#openLaidOut(packet, generation, HMAC_LAYOUT, cipher, PLAUSIBILITY.SA_PORTS)
          )
            return true;
    return false;
  }

  /** Decrypts only the end, where the next header must be one with ports: most wrong keys show there. */
  #endsInTransport(packet: Datagram, cipher: PayloadCipher): boolean {
    const end = packet.end - HMAC_LAYOUT.icvLength;
    const start = Math.max(packet.start + HMAC_LAYOUT.headerLength, end - TAIL_LENGTH);
    const { plaintext } = this;
    if (!cipher.decrypt(packet.bytes, start, end, plaintext)) return false;
    return WITH_PORTS.has(readU8(plaintext.bytes, plaintext.end - 1));
  }

  #openClear(packet: Datagram, generation: Generation, least: number): boolean {
    return (
      this.#openLaidOut(packet, generation, HMAC_LAYOUT, NULL_CIPHER, least) ||
      this.#openLaidOut(packet, generation, GMAC_LAYOUT, NULL_CIPHER, least)
    );
  }

  /** In the clear by length field and checksum, whatever its ports: part of the agreement may not be known. */
  #openEvidentlyClear(packet: Datagram, generation: Generation): boolean {
    const { bytes, start, end } = packet;
    const layout = findNullLayout(bytes, start, end, packet, this.trailer);
    if (layout === null) return false;
    this.plaintext.bytes = bytes;
    this.plaintext.start = start + layout.headerLength;
    this.generation = generation;
    return true;
  }

  #openLaidOut(
    packet: Datagram,
    generation: Generation,
    layout: NullLayout,
    cipher: PayloadCipher,
    least: number,
  ): boolean {
    this.#decrypt(packet, generation, layout, cipher);
    if (this.#plausibility < least || !this.trailer.monotone) return false;
    this.generation = generation;
    return true;
  }

  #takePrepared(packet: Datagram, generation: Generation, prepared: PreparedPacket): void {
    this.plaintext.bytes = prepared.bytes;
    this.plaintext.start = prepared.start;
    this.plaintext.end = prepared.end;
    this.#weigh(packet, generation);
  }

  /** Decrypts, reads the trailer and weighs the payload. */
  #decrypt(packet: Datagram, generation: Generation, layout: NullLayout, cipher: PayloadCipher): void {
    this.#plausibility = PLAUSIBILITY.NONE;
    const start = packet.start + layout.headerLength;
    const end = packet.end - layout.icvLength;
    if (cipher.decrypt(packet.bytes, start, end, this.plaintext)) this.#weigh(packet, generation);
  }

  #weigh(packet: Datagram, generation: Generation): void {
    this.#plausibility = PLAUSIBILITY.NONE;
    const { plaintext, trailer } = this;
    if (!trailer.read(plaintext.bytes, plaintext.start, plaintext.end)) return;
    this.#plausibility = plausibility(
      trailer.nextHeader,
      plaintext.bytes,
      plaintext.start,
      trailer.payloadEnd,
      packet,
      generation.sa,
    );
  }
}
