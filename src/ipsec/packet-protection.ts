import { type CbcDecryptor, GCM_TAG_LENGTH, type Gcm, MAC_ICV_LENGTH, type Mac } from './engine.ts';

/** Octets of SPI and sequence number. */
export const ESP_HEADER_LENGTH = 8;

/** Octets of the explicit IV of AES-GCM and AES-GMAC (RFC 4106 §3.1, RFC 4543 §3.1). */
const GCM_IV_LENGTH = 8;

/** Pad length and next header. */
const TRAILER_LENGTH = 2;

/** A decrypted payload with its trailer, as a view that lasts until the next packet. A reused record. */
export interface Plaintext {
  bytes: Uint8Array;
  start: number;
  end: number;
}

/** Checks the ICV of whole ESP packets under one key. */
export interface Integrity {
  /** Octets before what the cipher protects: SPI, sequence number and, for GCM, the IV. */
  readonly headerLength: number;
  readonly icvLength: number;
  /** Does the ICV of the packet, `bytes` from `start` to `end`, verify? */
  verify(bytes: Uint8Array, start: number, end: number): boolean;
}

/** Decrypts what stands between the header and the ICV of an ESP packet. */
export interface PayloadCipher {
  /** The key as IPsec stacks take it, with salt for GCM (RFC 4106 §8.1); null for NULL encryption. */
  readonly key: Uint8Array | null;
  /** Decrypts `bytes` from `start` to `end` into `plaintext`; false if the length cannot be right. */
  decrypt(bytes: Uint8Array, start: number, end: number, plaintext: Plaintext): boolean;
}

/** HMAC over the packet from the SPI to the next header (RFC 4303 §2.8). */
export class HmacIntegrity implements Integrity {
  readonly headerLength = ESP_HEADER_LENGTH;
  readonly icvLength = MAC_ICV_LENGTH;
  readonly #mac: Mac;

  constructor(mac: Mac) {
    this.#mac = mac;
  }

  verify(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start < ESP_HEADER_LENGTH + TRAILER_LENGTH + MAC_ICV_LENGTH) return false;
    return this.#mac.verify(bytes, start, end - MAC_ICV_LENGTH);
  }
}

/** AES-GMAC: the tag of GCM over the packet up to the next header, nothing encrypted (RFC 4543 §3). */
export class GmacIntegrity implements Integrity {
  readonly headerLength = ESP_HEADER_LENGTH + GCM_IV_LENGTH;
  readonly icvLength = GCM_TAG_LENGTH;
  readonly #gcm: Gcm;
  readonly #nonce: Uint8Array;

  /** `key`: 16 octets and 4 of salt; `gcm` has its first 16. */
  constructor(gcm: Gcm, key: Uint8Array) {
    this.#gcm = gcm;
    this.#nonce = nonceOf(key.subarray(16));
  }

  verify(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start < this.headerLength + TRAILER_LENGTH + GCM_TAG_LENGTH) return false;
    readIv(this.#nonce, bytes, start);
    const tagStart = end - GCM_TAG_LENGTH;
    return this.#gcm.open(this.#nonce, bytes, start, tagStart, bytes, tagStart, end) !== null;
  }
}

/** AES-GCM (RFC 4106): one operation verifies and decrypts, so the plaintext of the last packet is kept. */
export class GcmProtection implements Integrity, PayloadCipher {
  readonly headerLength = ESP_HEADER_LENGTH + GCM_IV_LENGTH;
  readonly icvLength = GCM_TAG_LENGTH;
  readonly key: Uint8Array;
  readonly #gcm: Gcm;
  readonly #nonce: Uint8Array;
  #opened: Uint8Array | null = null;

  /** `key`: 16 octets and 4 of salt; `gcm` has its first 16. */
  constructor(gcm: Gcm, key: Uint8Array) {
    this.#gcm = gcm;
    this.key = key;
    this.#nonce = nonceOf(key.subarray(16));
  }

  verify(bytes: Uint8Array, start: number, end: number): boolean {
    this.#opened = null;
    const bodyStart = start + this.headerLength;
    if (end - bodyStart < TRAILER_LENGTH + GCM_TAG_LENGTH) return false;
    readIv(this.#nonce, bytes, start);
    this.#opened = this.#gcm.open(
      this.#nonce,
      bytes,
      start,
      start + ESP_HEADER_LENGTH,
      bytes,
      bodyStart,
      end,
    );
    return this.#opened !== null;
  }

  /** Gives the plaintext of the packet that verified last. */
  decrypt(_bytes: Uint8Array, _start: number, _end: number, plaintext: Plaintext): boolean {
    if (this.#opened === null) return false;
    plaintext.bytes = this.#opened;
    plaintext.start = 0;
    plaintext.end = this.#opened.length;
    return true;
  }
}

/** IV‖ciphertext in CBC mode (RFC 2451, RFC 3602). */
export class CbcCipher implements PayloadCipher {
  readonly key: Uint8Array;
  readonly #cbc: CbcDecryptor;

  constructor(cbc: CbcDecryptor, key: Uint8Array) {
    this.#cbc = cbc;
    this.key = key;
  }

  decrypt(bytes: Uint8Array, start: number, end: number, plaintext: Plaintext): boolean {
    const opened = this.#cbc.decrypt(bytes, start, end);
    if (opened === null) return false;
    plaintext.bytes = opened;
    plaintext.start = this.#cbc.blockSize;
    plaintext.end = opened.length;
    return true;
  }
}

/** NULL encryption (RFC 2410): the plaintext is the packet itself. */
export const NULL_CIPHER: PayloadCipher = {
  key: null,
  decrypt(bytes, start, end, plaintext) {
    plaintext.bytes = bytes;
    plaintext.start = start;
    plaintext.end = end;
    return end - start >= TRAILER_LENGTH;
  },
};

/** Where payload and trailer stand in an unencrypted packet, by the kind of its ICV. */
export interface NullLayout {
  readonly headerLength: number;
  readonly icvLength: number;
}

/** Keyed hash of 96 bits, which is nearly every packet there is. */
export const HMAC_LAYOUT: NullLayout = { headerLength: ESP_HEADER_LENGTH, icvLength: MAC_ICV_LENGTH };

/** Keyed hash of 128 bits, known from private extensions. */
export const LONG_HMAC_LAYOUT: NullLayout = { headerLength: ESP_HEADER_LENGTH, icvLength: 16 };

/** AES-GMAC: an IV before the payload. */
export const GMAC_LAYOUT: NullLayout = {
  headerLength: ESP_HEADER_LENGTH + GCM_IV_LENGTH,
  icvLength: GCM_TAG_LENGTH,
};

function nonceOf(salt: Uint8Array): Uint8Array {
  const nonce = new Uint8Array(salt.length + GCM_IV_LENGTH);
  nonce.set(salt);
  return nonce;
}

/** The nonce is salt‖IV; the IV follows the sequence number. */
function readIv(nonce: Uint8Array, bytes: Uint8Array, start: number): void {
  for (let i = 0; i < GCM_IV_LENGTH; i++) nonce[4 + i] = bytes[start + ESP_HEADER_LENGTH + i] as number;
}
