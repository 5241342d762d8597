import { createCipheriv, createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Suite } from '../../../src/model/security-association.ts';
import { mix } from './mix.ts';

const ESP_HEADER_LENGTH = 8;
const GCM_IV_LENGTH = 8;

/** Makes ESP packets in place under the keys of one SA set. The IV follows from SPI and sequence number. */
export interface EspSealer {
  /** Octets in front of the payload: SPI, sequence number and IV. */
  readonly headerLength: number;
  /**
   * The ESP packet begins at `start`, its payload stands `headerLength` further on and ends at `end`; writes the
   * header, the trailer and the ICV and encrypts. Returns where the packet ends.
   */
  seal(buffer: Buffer, start: number, end: number, packet: EspPacket): number;
}

/** What the header and the trailer say. */
export interface EspPacket {
  readonly spi: number;
  readonly sequence: number;
  readonly nextHeader: number;
}

/** The sealer of a suite under CK and IK (TS 33.203 Annex I). */
export function espSealer(suite: Suite, ck: Uint8Array, ik: Uint8Array): EspSealer {
  if (suite.ealg === 'aes-gcm')
    return new GcmSealer(createSecretKey(ck), saltOf(ck, ik, 0x59, 'AES_GCM_SALT'), true);
  if (suite.alg === 'aes-gmac')
    return new GcmSealer(createSecretKey(ik), saltOf(ck, ik, 0x58, 'AES_GMAC_SALT'), false);
  return new HmacSealer(suite.alg === 'hmac-md5-96' ? 'md5' : 'sha1', ik, suite.ealg, ck);
}

class HmacSealer implements EspSealer {
  readonly headerLength: number;
  readonly #hash: string;
  readonly #integrityKey: KeyObject;
  readonly #cipher: string | null;
  readonly #cipherKey: KeyObject;
  readonly #block: number;

  constructor(hash: string, ik: Uint8Array, ealg: Suite['ealg'], ck: Uint8Array) {
    this.#hash = hash;
    this.#integrityKey = createSecretKey(ik);
    const tripleDes = ealg === 'des-ede3-cbc';
    this.#cipher = ealg === 'null' ? null : tripleDes ? 'des-ede3-cbc' : 'aes-128-cbc';
    this.#cipherKey = createSecretKey(tripleDes ? Buffer.concat([ck, ck.subarray(0, 8)]) : ck);
    this.#block = ealg === 'null' ? 4 : tripleDes ? 8 : 16;
    this.headerLength = ESP_HEADER_LENGTH + (ealg === 'null' ? 0 : this.#block);
  }

  seal(buffer: Buffer, start: number, end: number, packet: EspPacket): number {
    writeHeader(buffer, start, packet);
    const body = start + this.headerLength;
    const sealed = writeTrailer(buffer, body, end, this.#block, packet.nextHeader);
    if (this.#cipher !== null) {
      const iv = writeIv(buffer, start, this.headerLength - ESP_HEADER_LENGTH, packet);
      const cipher = createCipheriv(this.#cipher, this.#cipherKey, iv).setAutoPadding(false);
      buffer.set(cipher.update(buffer.subarray(body, sealed)), body);
    }
    const icv = createHmac(this.#hash, this.#integrityKey).update(buffer.subarray(start, sealed)).digest();
    buffer.set(icv.subarray(0, 12), sealed);
    return sealed + 12;
  }
}

/** AES-GCM (RFC 4106), and AES-GMAC (RFC 4543), which encrypts nothing and authenticates everything. */
class GcmSealer implements EspSealer {
  readonly headerLength = ESP_HEADER_LENGTH + GCM_IV_LENGTH;
  readonly #key: KeyObject;
  readonly #nonce: Buffer;
  readonly #encrypts: boolean;

  constructor(key: KeyObject, salt: Uint8Array, encrypts: boolean) {
    this.#key = key;
    this.#nonce = Buffer.concat([salt, Buffer.alloc(GCM_IV_LENGTH)]);
    this.#encrypts = encrypts;
  }

  seal(buffer: Buffer, start: number, end: number, packet: EspPacket): number {
    writeHeader(buffer, start, packet);
    const body = start + this.headerLength;
    const sealed = writeTrailer(buffer, body, end, 4, packet.nextHeader);
    this.#nonce.set(writeIv(buffer, start, GCM_IV_LENGTH, packet), 4);
    const cipher = createCipheriv('aes-128-gcm', this.#key, this.#nonce);
    cipher.setAAD(buffer.subarray(start, this.#encrypts ? start + ESP_HEADER_LENGTH : sealed));
    if (this.#encrypts) buffer.set(cipher.update(buffer.subarray(body, sealed)), body);
    cipher.final();
    const tag = cipher.getAuthTag();
    buffer.set(tag, sealed);
    return sealed + tag.length;
  }
}

function writeHeader(buffer: Buffer, start: number, packet: EspPacket): void {
  buffer.writeUInt32BE(packet.spi, start);
  buffer.writeUInt32BE(packet.sequence, start + 4);
}

/** Different for every packet under one key: its first 64 bits are a bijection of SPI and sequence number. */
function writeIv(buffer: Buffer, start: number, length: number, { spi, sequence }: EspPacket): Buffer {
  const at = start + ESP_HEADER_LENGTH;
  buffer.writeUInt32BE(mix(spi), at);
  buffer.writeUInt32BE(mix(sequence), at + 4);
  if (length > 8) {
    buffer.writeUInt32BE(mix(spi ^ sequence), at + 8);
    buffer.writeUInt32BE(mix(spi + sequence), at + 12);
  }
  return buffer.subarray(at, at + length);
}

/** Padding 1, 2, 3, … up to a whole block, pad length and next header (RFC 4303 §2.4). */
function writeTrailer(
  buffer: Buffer,
  body: number,
  payloadEnd: number,
  block: number,
  nextHeader: number,
): number {
  const padding = (block - ((payloadEnd - body + 2) % block)) % block;
  for (let i = 0; i < padding; i++) buffer[payloadEnd + i] = i + 1;
  buffer[payloadEnd + padding] = padding;
  buffer[payloadEnd + padding + 1] = nextHeader;
  return payloadEnd + padding + 2;
}

/** The salt of GCM and GMAC (TS 33.203 Annex I; KDF of TS 33.220 B.2). */
function saltOf(ck: Uint8Array, ik: Uint8Array, functionCode: number, name: string): Uint8Array {
  const input = Buffer.concat([
    Buffer.from([functionCode]),
    Buffer.from(name),
    Buffer.from([0, name.length]),
  ]);
  const key = Buffer.concat([ck, ik]);
  return createHmac('sha256', key).update(input).digest().subarray(28);
}
