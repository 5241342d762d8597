import type { Datagram } from '../../net/packet/datagram.ts';
import type { KeyRings } from '../crypto/key-ring.ts';
import {
  GMAC_LAYOUT,
  HMAC_LAYOUT,
  NULL_CIPHER,
  type NullLayout,
  type PayloadCipher,
  type Plaintext,
} from '../crypto/packet-protection.ts';
import { type AnyOpener, isFrom } from '../sa/given-opener.ts';
import { isAgreed } from '../sa/sa-set.ts';
import type { Generation, SpiEntry } from '../sa/spi-entry.ts';
import { cutPayloadLength, cutPayloadProtocol } from './cut-payload.ts';
import { Trailer } from './trailer.ts';

/**
 * Decrypts the beginning of packets that the snap length cut. The ICV cannot be checked: the key and cipher are right
 * if the plaintext begins with the ports of the SA. The fields are the result of the last open() that returned true.
 */
export class CutPacketOpener {
  generation: Generation | null = null;
  readonly plaintext: Plaintext = { bytes: new Uint8Array(0), start: 0, end: 0 };
  nextHeader = 0;
  /** Missing octets of the payload, at least. */
  missing = 0;
  readonly #trailer = new Trailer();
  readonly #rings: KeyRings;

  constructor(rings: KeyRings) {
    this.#rings = rings;
  }

  /** Reads the captured part of a packet under the generations of `entry`; false if it cannot be read. */
  open(packet: Datagram, entry: SpiEntry): boolean {
    const { presumed } = entry;
    if (presumed !== null && this.#openUnder(packet, presumed)) return true;
    for (const generation of entry.generations)
      if (generation !== presumed && this.#openUnder(packet, generation)) return true;
    return false;
  }

  #openUnder(packet: Datagram, generation: Generation): boolean {
    this.generation = generation;
    const opener = generation.opener ?? generation.keyed.opener;
    return (opener !== null && this.#openAs(packet, opener)) || this.#openByTrial(packet);
  }

  #openAs(packet: Datagram, opener: AnyOpener): boolean {
    if (opener.ring === null && !isFrom(opener, packet)) return false;
    if (!this.#read(packet, opener.integrity, opener.cipher)) return false;
    if (opener.ring === null) (this.generation as Generation).sa.given = opener.given;
    return true;
  }

  /** With every key and cipher, first those of the agreement, or without encryption. */
  #openByTrial(packet: Datagram): boolean {
    const { sa, keyed, given } = this.generation as Generation;
    for (const key of keyed.set.keys) {
      const ring = this.#rings.of(key);
      for (const ealg of keyed.hmacCiphers)
        for (const cipher of ring.ciphers(ealg)) if (this.#read(packet, HMAC_LAYOUT, cipher)) return true;
      for (const cipher of ring.ciphers('aes-gcm')) if (this.#read(packet, GMAC_LAYOUT, cipher)) return true;
    }
    for (const opener of given) if (this.#openAs(packet, opener)) return true;
    if (!isAgreed(sa)) return false;
    return this.#read(packet, HMAC_LAYOUT, NULL_CIPHER) || this.#read(packet, GMAC_LAYOUT, NULL_CIPHER);
  }

  /** Decrypts the captured part and finds its protocol. */
  #read(packet: Datagram, layout: NullLayout, cipher: PayloadCipher): boolean {
    const start = packet.start + layout.headerLength;
    const bodyEnd = packet.end + packet.missing - layout.icvLength;
    const end = Math.min(packet.end, bodyEnd);
    const { plaintext } = this;
    if (end <= start || !cipher.decryptPart(packet.bytes, start, end, plaintext)) return false;
    const { sa } = this.generation as Generation;
    const length = bodyEnd - start - cipher.ivLength;
    this.nextHeader = cutPayloadProtocol(plaintext.bytes, plaintext.start, plaintext.end, length, sa);
    if (this.nextHeader === 0) return false;
    if (end === bodyEnd) return this.#endAtTrailer();
    const { bytes, start: from } = plaintext;
    const payload = cutPayloadLength(this.nextHeader, bytes, from, length, cipher.alignment);
    this.missing = Math.max(0, from + payload - plaintext.end);
    plaintext.end = Math.min(plaintext.end, from + payload);
    return true;
  }

  /** Only the ICV was cut: nothing of the payload is missing. */
  #endAtTrailer(): boolean {
    const { plaintext } = this;
    const trailer = this.#trailer;
    if (!trailer.read(plaintext.bytes, plaintext.start, plaintext.end)) return false;
    if (trailer.nextHeader !== this.nextHeader) return false;
    this.missing = 0;
    plaintext.end = trailer.payloadEnd;
    return true;
  }
}
