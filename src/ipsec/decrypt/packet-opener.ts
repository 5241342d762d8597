import { readU8, readU32 } from '../../bytes/read.ts';
import type { IcvVerdict } from '../../model/protection.ts';
import { type Datagram, PROTOCOL } from '../../net/packet/datagram.ts';
import type { KeyRing, KeyRings } from '../crypto/key-ring.ts';
import { otherIntegrity } from '../crypto/other-algorithms.ts';
import {
  ALL_LAYOUTS,
  ANNEX_LAYOUTS,
  HMAC_LAYOUT,
  type Integrity,
  NULL_CIPHER,
  type NullLayout,
  type PayloadCipher,
  type Plaintext,
} from '../crypto/packet-protection.ts';
import type { IntegrityMethod } from '../crypto/suites.ts';
import { type AnyOpener, type GivenOpener, isFrom } from '../sa/given-opener.ts';
import { openerOf } from '../sa/keyed-set.ts';
import { isAgreed } from '../sa/sa-set.ts';
import { type Generation, NOT_EXTENDED, type SpiEntry, trialsOf } from '../sa/spi-entry.ts';
import { EXTENDED_TRIALS, firstHighs, highOf, noteSequence } from './extended-sequence.ts';
import { findNullLayout } from './null-heuristic.ts';
import { isEvidentTransport, PLAUSIBILITY, plausibility } from './plausibility.ts';
import type { PreparedPacket } from './prepared-packet.ts';
import { Trailer } from './trailer.ts';

/** Whole blocks of every cipher, and an IV and one block at least. */
const TAIL_LENGTH = 32;

/** Next headers of payloads with ports, tunnelled or not. */
const WITH_PORTS: ReadonlySet<number> = new Set([
  PROTOCOL.UDP,
  PROTOCOL.TCP,
  PROTOCOL.SCTP,
  PROTOCOL.IPV4,
  PROTOCOL.IPV6,
]);

/** The outcome of a packet with an SPI of an agreement. */
type OpeningOutcome = 'decoded' | 'implausible' | 'bad-icv' | 'no-key' | 'unsupported';

/**
 * Decrypts packets under the SAs that share a destination and SPI. The ICV decides the generation, the key and the
 * integrity algorithm, whatever the headers agreed. The plausibility of the plaintext decides the cipher. The fields
 * are the result of the last open(); `plaintext` and `trailer` are valid only after `decoded`.
 */
export class PacketOpener {
  /** The generation of the packet. */
  generation: Generation | null = null;
  icv: IcvVerdict = 'unchecked';
  readonly plaintext: Plaintext = { bytes: new Uint8Array(0), start: 0, end: 0 };
  readonly trailer = new Trailer();
  /** The work done beforehand for the current packet. */
  #prepared: PreparedPacket | null = null;
  /** Of the last attempt. */
  #plausibility: number = PLAUSIBILITY.NONE;
  #hasTrailer = false;
  readonly #rings: KeyRings;
  /** May every key be tried on the current packet? */
  #isTried = true;
  /** Packets without a trial of every key, because too many before them were bad. */
  untried = 0;

  constructor(rings: KeyRings) {
    this.#rings = rings;
  }

  /**
   * Decrypts a packet under the generations of `entry`, at least one. `prepared` is work done beforehand; the result is
   * the same without it.
   */
  open(packet: Datagram, entry: SpiEntry, prepared: PreparedPacket | null): OpeningOutcome {
    this.#prepared = prepared;
    const presumed = entry.presumed as Generation;
    const outcome = this.#openAsBefore(packet, presumed) ?? this.#openUnderAny(packet, entry, presumed);
    if (outcome === null) return this.#openUnverified(packet, entry);
    const generation = this.generation as Generation;
    entry.verified = generation;
    if (generation.high !== NOT_EXTENDED) noteSequence(generation, sequenceOf(packet));
    this.icv = 'good';
    return outcome;
  }

  #openUnderAny(packet: Datagram, entry: SpiEntry, presumed: Generation): OpeningOutcome | null {
    this.#isTried = entry.credit.affords(trialsOf(entry));
    if (!this.#isTried) this.untried++;
    for (const generation of entry.generations) {
      const outcome =
        (generation === presumed ? null : this.#openAsBefore(packet, generation)) ??
        (this.#isTried ? this.#openByTrial(packet, generation) : null);
      if (outcome !== null) return outcome;
    }
    return this.#isTried ? this.#openExtended(packet, entry) : null;
  }

  /**
   * With 64-bit sequence numbers (ESN), which no header of TS 33.203 announces. Tried on a few packets of an SA, as
   * long as none was decrypted: a bad packet must not cost much more than a good one.
   */
  #openExtended(packet: Datagram, entry: SpiEntry): OpeningOutcome | null {
    for (const generation of entry.generations) {
      if (generation.opener !== null || generation.extendedTrials >= EXTENDED_TRIALS) continue;
      generation.extendedTrials++;
      generation.low = sequenceOf(packet);
      for (const high of firstHighs(generation.given)) {
        generation.high = high;
        const outcome = this.#openByTrial(packet, generation);
        if (outcome !== null) return outcome;
      }
      generation.high = NOT_EXTENDED;
    }
    return null;
  }

  /** With the opener of an earlier packet of the SA, or else of the set; null if it does not verify the ICV. */
  #openAsBefore(packet: Datagram, generation: Generation): OpeningOutcome | null {
    const opener = generation.opener ?? generation.keyed.opener;
    if (opener === null) return null;
    if (opener.ring === null) return this.#openGiven(packet, generation, opener);
    // The prepared work does not cover 64-bit sequence numbers.
    const prepared =
      this.#prepared?.opener === opener && generation.high === NOT_EXTENDED ? this.#prepared : null;
    if (!(prepared?.verified ?? this.#verifies(packet, generation, opener.integrity))) return null;
    this.generation = generation;
    if (prepared === null) this.#decrypt(packet, generation, opener.integrity, opener.cipher);
    else this.#takePrepared(packet, generation, prepared);
    if (this.#isAcceptable(generation, opener.method)) return this.#decoded(generation, opener);
    if (leavesNoChoice(opener.method)) return 'implausible';
    // One end may use another cipher than the other: Kamailio reads an absent ealg as aes-cbc, a UE as null.
    const outcome = this.#chooseCipher(packet, generation, opener.ring, opener.method);
    if (outcome === 'decoded') return outcome;
    this.#decrypt(packet, generation, opener.integrity, opener.cipher);
    // The first packet of an SA may be one that proves nothing, a dummy for example.
    return this.#plausibility >= PLAUSIBILITY.SANE && this.trailer.monotone ? 'decoded' : outcome;
  }

  /** With every ICV algorithm and every key, most likely first; null if none verifies. */
  #openByTrial(packet: Datagram, generation: Generation): OpeningOutcome | null {
    const { keyed } = generation;
    const failed = generation.high === NOT_EXTENDED ? (generation.opener ?? keyed.opener) : null;
    for (const method of keyed.methods)
      for (const key of keyed.set.keys) {
        if (failed !== null && failed.ring !== null && failed.ring.key === key && failed.method === method)
          continue;
        const ring = this.#rings.of(key);
        if (!this.#verifies(packet, generation, ring.integrity(method))) continue;
        this.generation = generation;
        keyed.set.key ??= key;
        return this.#chooseCipher(packet, generation, ring, method);
      }
    for (const opener of generation.given) {
      const outcome = opener === failed ? null : this.#openGiven(packet, generation, opener);
      if (outcome !== null) return outcome;
    }
    return null;
  }

  /** With an SA from the user; null if it has another source or does not verify the ICV. */
  #openGiven(packet: Datagram, generation: Generation, opener: GivenOpener): OpeningOutcome | null {
    if (!isFrom(opener, packet)) return null;
    if (!this.#verifies(packet, generation, opener.integrity)) return null;
    this.generation = generation;
    this.#decrypt(packet, generation, opener.integrity, opener.cipher);
    if (this.#plausibility < PLAUSIBILITY.SANE && !(this.#hasTrailer && this.trailer.monotone))
      return 'implausible';
    return this.#decoded(generation, opener);
  }

  #verifies(packet: Datagram, generation: Generation, integrity: Integrity): boolean {
    const { bytes, start, end } = packet;
    if (generation.high === NOT_EXTENDED) return integrity.verify(bytes, start, end);
    return integrity.verifyExtended(bytes, start, end, highOf(generation, sequenceOf(packet)));
  }

  /** After `method` has verified the ICV: finds the cipher with a certain plaintext. */
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
        if (!this.#isSettled(generation, method)) continue;
        return this.#decoded(generation, openerOf(ring, method, ealg, cipher));
      }
    return generation.keyed.other === null ? 'implausible' : 'unsupported';
  }

  #isAcceptable(generation: Generation, method: IntegrityMethod): boolean {
    if (generation.opener === null) return this.#isSettled(generation, method);
    return this.#plausibility >= PLAUSIBILITY.SANE;
  }

  /** Is the plaintext certain, before any packet of the SA was decrypted? */
  #isSettled(generation: Generation, method: IntegrityMethod): boolean {
    if (this.#isCertain() || this.#isProven(method)) return true;
    if (!generation.sa.recovered || this.#plausibility < PLAUSIBILITY.SANE || !this.trailer.monotone)
      return false;
    const { plaintext, trailer } = this;
    return isEvidentTransport(trailer.nextHeader, plaintext.bytes, plaintext.start, trailer.payloadEnd);
  }

  #isCertain(): boolean {
    if (this.#plausibility >= PLAUSIBILITY.SET_PORTS) return true;
    return this.#plausibility === PLAUSIBILITY.CHECKSUM && this.trailer.monotone;
  }

  #isProven(method: IntegrityMethod): boolean {
    return this.#plausibility >= PLAUSIBILITY.SANE && leavesNoChoice(method);
  }

  #decoded(generation: Generation, opener: AnyOpener): OpeningOutcome {
    const { keyed } = generation;
    generation.opener = opener;
    generation.sa.given = opener.ring === null ? opener.given : null;
    if (keyed.opener === null && opener.ring !== null) {
      keyed.opener = opener;
      keyed.set.used = opener.suite;
      keyed.set.key = opener.ring.key;
      keyed.set.cipherKey = opener.cipher.key;
      keyed.set.integrityKey = otherIntegrity(opener.method, opener.ring.key)?.key ?? null;
      keyed.set.expansion = opener.expansion;
    }
    return 'decoded';
  }

  /**
   * No ICV verifies. An SA from the user without a key for the ICV is trusted. A set without a key may be the right
   * one: its packets are read if they are not encrypted. Otherwise the packet is still read if the cipher key is right
   * and only IK is wrong; then the ports must match, to keep noise out.
   */
  #openUnverified(packet: Datagram, entry: SpiEntry): OpeningOutcome {
    this.icv = 'unchecked';
    for (const generation of entry.generations) if (this.#openUnchecked(packet, generation)) return 'decoded';
    const waiting = entry.generations.filter(({ sa, keyed }) => isAgreed(sa) && keyed.set.keys.length === 0);
    for (const generation of waiting)
      if (this.#openClear(packet, generation, PLAUSIBILITY.SET_PORTS)) return 'decoded';
    if (waiting[0] !== undefined && this.#openEvidentlyClear(packet, waiting[0])) return 'decoded';
    const unjudged = entry.generations.filter(isUnjudged);
    for (const generation of unjudged)
      if (this.#openClear(packet, generation, PLAUSIBILITY.SET_PORTS)) return 'decoded';
    if (unjudged[0] !== undefined && this.#openEvidentlyClear(packet, unjudged[0])) return 'decoded';
    for (const generation of this.#isTried ? entry.generations : [])
      if (this.#openDespiteIcv(packet, generation)) {
        this.icv = isUnjudged(generation) ? 'unchecked' : 'bad';
        return 'decoded';
      }
    this.generation = waiting[0] ?? unjudged[0] ?? entry.presumed;
    if (waiting.length > 0) return 'no-key';
    return unjudged.length > 0 ? 'unsupported' : this.#unopened(entry);
  }

  /** The outcome of a packet that cannot be decrypted. */
  #unopened(entry: SpiEntry): OpeningOutcome {
    const unsupported = entry.generations.find(({ sa }) => (sa.given?.unsupported ?? null) !== null);
    if (unsupported !== undefined) {
      this.generation = unsupported;
      return 'unsupported';
    }
    const generation = this.generation as Generation;
    const { given, sa } = generation;
    if (given.some(({ checked }) => checked) || isAgreed(sa) || sa.recovered) {
      this.icv = 'bad';
      return 'bad-icv';
    }
    return 'implausible';
  }

  /** With a cipher key from the user, and without an ICV or a key for it: only the trailer must fit. */
  #openUnchecked(packet: Datagram, generation: Generation): boolean {
    // If another packet has a good ICV, this one with a bad ICV is damaged or forged.
    if (generation.opener !== null) return false;
    for (const opener of generation.given) {
      if (opener.checked || !isFrom(opener, packet)) continue;
      this.#decrypt(packet, generation, opener.integrity, opener.cipher);
      if (!this.#hasTrailer) continue;
      this.generation = generation;
      generation.sa.given = opener.given;
      return true;
    }
    return false;
  }

  #openDespiteIcv(packet: Datagram, generation: Generation): boolean {
    if (this.#openGivenDespiteIcv(packet, generation)) return true;
    const { set, hmacCiphers } = generation.keyed;
    if (set.keys.length === 0) return false;
    if (this.#openClear(packet, generation, PLAUSIBILITY.SA_PORTS)) return true;
    for (const key of set.keys)
      for (const ealg of hmacCiphers)
        for (const cipher of this.#rings.of(key).ciphers(ealg))
          if (
            this.#endsInTransport(packet, cipher) &&
            this.#openLaidOut(packet, generation, HMAC_LAYOUT, cipher, PLAUSIBILITY.SA_PORTS)
          )
            return true;
    return false;
  }

  /** The user gave no ports: a right checksum of the plaintext confirms the key. */
  #openGivenDespiteIcv(packet: Datagram, generation: Generation): boolean {
    for (const opener of generation.given) {
      const { given, checked, integrity, cipher } = opener;
      if (!checked || !isFrom(opener, packet)) continue;
      if (!this.#openLaidOut(packet, generation, integrity, cipher, PLAUSIBILITY.CHECKSUM)) continue;
      generation.sa.given = given;
      return true;
    }
    return false;
  }

  /** Decrypts only the end: its next header must be one with ports, which rejects most wrong keys. */
  #endsInTransport(packet: Datagram, cipher: PayloadCipher): boolean {
    const end = packet.end - HMAC_LAYOUT.icvLength;
    const start = Math.max(packet.start + HMAC_LAYOUT.headerLength, end - TAIL_LENGTH);
    const { plaintext } = this;
    if (!cipher.decrypt(packet.bytes, start, end, plaintext)) return false;
    return WITH_PORTS.has(readU8(plaintext.bytes, plaintext.end - 1));
  }

  #openClear(packet: Datagram, generation: Generation, least: number): boolean {
    const layouts = isUnjudged(generation) ? ALL_LAYOUTS : ANNEX_LAYOUTS;
    return layouts.some(layout => this.#openLaidOut(packet, generation, layout, NULL_CIPHER, least));
  }

  /** Unencrypted by length field and checksum, with any ports: a part of the agreement may not be known. */
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

  /** Decrypts, reads the trailer and rates the payload. */
  #decrypt(packet: Datagram, generation: Generation, layout: NullLayout, cipher: PayloadCipher): void {
    this.#plausibility = PLAUSIBILITY.NONE;
    this.#hasTrailer = false;
    const start = packet.start + layout.headerLength;
    const end = packet.end - layout.icvLength;
    if (cipher.decrypt(packet.bytes, start, end, this.plaintext)) this.#weigh(packet, generation);
  }

  #weigh(packet: Datagram, generation: Generation): void {
    this.#plausibility = PLAUSIBILITY.NONE;
    const { plaintext, trailer } = this;
    this.#hasTrailer = trailer.read(plaintext.bytes, plaintext.start, plaintext.end);
    if (!this.#hasTrailer) return;
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

/**
 * Was an algorithm agreed that is none of TS 33.203, and no ICV has verified? How it makes its keys is not specified,
 * so that an ICV that does not verify says nothing.
 */
function isUnjudged({ opener, keyed }: Generation): boolean {
  return keyed.other !== null && opener === null && keyed.opener === null;
}

/** With GCM and GMAC a good ICV determines the cipher. */
function leavesNoChoice(method: IntegrityMethod): boolean {
  return method === 'aes-gcm' || method === 'aes-gmac';
}

function sequenceOf({ bytes, start }: Datagram): number {
  return readU32(bytes, start + 4);
}
