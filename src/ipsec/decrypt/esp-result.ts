import { readU32 } from '../../bytes/read.ts';
import type { IcvVerdict, Protection } from '../../model/protection.ts';
import type { SecurityAssociation } from '../../model/security-association.ts';
import { type Datagram, PROTOCOL } from '../../net/packet/datagram.ts';
import { ESP_HEADER_LENGTH, type Plaintext } from '../crypto/packet-protection.ts';
import type { Trailer } from './trailer.ts';

/** The outcome of an ESP packet. */
export type EspOutcome =
  /** Decrypted, or not encrypted; `protection` tells how far it can be trusted. */
  | 'decoded'
  /** A copy of an earlier packet. */
  | 'duplicate'
  /** Encrypted, without an agreement for its destination and SPI. */
  | 'unknown-spi'
  /** Encrypted, with an agreement, but without a key. */
  | 'no-key'
  /** No key verifies the ICV. */
  | 'bad-icv'
  /** The ICV verifies, but no cipher gives a plausible plaintext. */
  | 'implausible'
  /** Its SA is from the user, with an unsupported algorithm. */
  | 'unsupported'
  /** Cut by the snap length, and nothing of it could be read. */
  | 'truncated'
  /** Too short for ESP. */
  | 'malformed'
  /** Next header 59: traffic to hide traffic (RFC 4303 §2.6). */
  | 'dummy';

/**
 * The result of decode() and retry(): one record, refilled at each call. `bytes` is either the buffer of the packet or
 * one that is valid until the next call.
 */
export interface EspResult {
  readonly outcome: EspOutcome;
  /** For `decoded`, otherwise null. Not reused. */
  readonly protection: Protection | null;
  /** The SA that the packet belongs to, or probably belongs to; null without an agreement. */
  readonly sa: SecurityAssociation | null;
  readonly spi: number;
  readonly sequence: number;
  /** The opener that verified and decrypted it; null if the ICV is bad or unchecked. */
  readonly suite: { readonly alg: string; readonly ealg: string } | null;
  /** IP protocol of the payload, for `decoded`. */
  readonly nextHeader: number;
  /** The payload without trailer is `bytes` from `start` to `end`, for `decoded`. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /**
   * Octets of the payload that were not captured. A minimum if the trailer is missing too, as the length of the padding
   * is not known.
   */
  readonly missing: number;
}

/** The implementation of EspResult. */
export class EspResultRecord implements EspResult {
  outcome: EspOutcome = 'malformed';
  protection: Protection | null = null;
  sa: SecurityAssociation | null = null;
  spi = 0;
  sequence = 0;
  suite: EspResult['suite'] = null;
  nextHeader = 0;
  bytes: Uint8Array = EMPTY;
  start = 0;
  end = 0;
  missing = 0;

  /** Reads the header of a packet; false if the packet is too short for ESP, or cut within the header. */
  begin(packet: Datagram): boolean {
    this.#clear();
    const length = packet.end - packet.start;
    if (length < (packet.truncated ? ESP_HEADER_LENGTH : SHORTEST_PACKET)) return false;
    this.spi = readU32(packet.bytes, packet.start);
    this.sequence = readU32(packet.bytes, packet.start + 4);
    return true;
  }

  /** Sets the result for a packet without a payload. */
  finish(outcome: EspOutcome, sa: SecurityAssociation | null): EspResult {
    this.outcome = outcome;
    this.sa = sa;
    return this;
  }

  /** Sets the result for a payload with its trailer. */
  decoded(
    sa: SecurityAssociation | null,
    icv: IcvVerdict,
    { bytes, start }: Plaintext,
    { nextHeader, payloadEnd }: Pick<Trailer, 'nextHeader' | 'payloadEnd'>,
  ): EspResult {
    const { spi, sequence } = this;
    const tunnel = nextHeader === PROTOCOL.IPV4 || nextHeader === PROTOCOL.IPV6;
    this.outcome = 'decoded';
    this.sa = sa;
    this.protection = { spi, sequence, icv, sa, tunnel };
    this.nextHeader = nextHeader;
    this.bytes = bytes;
    this.start = start;
    this.end = payloadEnd;
    return this;
  }

  /** Sets the result for the beginning of a payload; `missing` octets of it were not captured. */
  decodedPart(sa: SecurityAssociation, plaintext: Plaintext, nextHeader: number, missing: number): EspResult {
    this.missing = missing;
    return this.decoded(sa, 'unchecked', plaintext, { nextHeader, payloadEnd: plaintext.end });
  }

  #clear(): void {
    this.protection = null;
    this.sa = null;
    this.spi = 0;
    this.sequence = 0;
    this.suite = null;
    this.nextHeader = 0;
    this.bytes = EMPTY;
    this.start = 0;
    this.end = 0;
    this.missing = 0;
  }
}

const EMPTY = new Uint8Array(0);

/** SPI, sequence number, pad length, next header and the shortest ICV. */
const SHORTEST_PACKET = 22;
