import { type CbcDecryptor, type Ctr, GCM_TAG_LENGTH, type Gcm, MAC_ICV_LENGTH, type Mac } from './engine.ts';

/** Octets of SPI and sequence number. */
export const ESP_HEADER_LENGTH = 8;

/** Octets of the explicit IV of AES-GCM and AES-GMAC (RFC 4106 §3.1, RFC 4543 §3.1). */
const GCM_IV_LENGTH = 8;

/** Octets of the salt, or nonce, at the end of a key for counter mode (RFC 4106 §8.1, RFC 3686 §5.1). */
export const SALT_LENGTH = 4;

/** Counter of the first block of a payload (RFC 3686 §4); with AES-GCM block 1 encrypts the tag (RFC 4106 §4). */
export const FIRST_CTR_COUNTER = 1;
export const FIRST_GCM_COUNTER = 2;

/** Octets of the SPI, and of the high half of a sequence number. */
const SPI_LENGTH = 4;
const HIGH_LENGTH = 4;

/** Payload and trailer end at a multiple of this many octets (RFC 4303 §2.4). */
const ESP_ALIGNMENT = 4;

/** Octets of pad length and next header (RFC 4303 §2). */
export const TRAILER_LENGTH = 2;

/** A decrypted payload with its trailer, as a view that is valid until the next packet. A reused record. */
export interface Plaintext {
  bytes: Uint8Array;
  start: number;
  end: number;
}

/** Checks the ICV of whole ESP packets under one key. */
export interface Integrity {
  /** Octets before the encrypted part: SPI, sequence number and, for GCM, the IV. */
  readonly headerLength: number;
  readonly icvLength: number;
  /** Does the ICV of the packet, `bytes` from `start` to `end`, verify? */
  verify(bytes: Uint8Array, start: number, end: number): boolean;
  /** The same with a sequence number of 64 bits, whose `high` half is not sent (RFC 4303 §2.2.1). */
  verifyExtended(bytes: Uint8Array, start: number, end: number, high: number): boolean;
}

/** Decrypts the part between the header and the ICV of an ESP packet. */
export interface PayloadCipher {
  /** The key in the form for IPsec stacks, with salt for GCM (RFC 4106 §8.1); null for NULL encryption. */
  readonly key: Uint8Array | null;
  /** Octets of IV at the beginning of the encrypted part; the IV of GCM counts as header. */
  readonly ivLength: number;
  /** Padding fills up to a multiple of this: 4 octets, or a block (RFC 4303 §2.4). */
  readonly alignment: number;
  /** Decrypts `bytes` from `start` to `end` into `plaintext`; false for an impossible length. */
  decrypt(bytes: Uint8Array, start: number, end: number, plaintext: Plaintext): boolean;
  /** The same for a cut packet: decrypts as much as possible; false if that is nothing. */
  decryptPart(bytes: Uint8Array, start: number, end: number, plaintext: Plaintext): boolean;
}

/** HMAC over the packet from the SPI to the next header (RFC 4303 §2.8). */
export class HmacIntegrity implements Integrity {
  readonly headerLength = ESP_HEADER_LENGTH;
  readonly icvLength: number;
  readonly #mac: Mac;

  constructor(mac: Mac, icvLength = MAC_ICV_LENGTH) {
    this.#mac = mac;
    this.icvLength = icvLength;
  }

  verify(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start < ESP_HEADER_LENGTH + TRAILER_LENGTH + this.icvLength) return false;
    return this.#mac.verify(bytes, start, end - this.icvLength);
  }

  /** The hash covers the high half after the packet (RFC 4303 §2.8). */
  verifyExtended(bytes: Uint8Array, start: number, end: number, high: number): boolean {
    if (end - start < ESP_HEADER_LENGTH + TRAILER_LENGTH + this.icvLength) return false;
    const body = end - start - this.icvLength;
    return this.#mac.verify(withHigh(bytes.subarray(start, end), body, high), 0, body + HIGH_LENGTH);
  }
}

/** AES-GMAC: the tag of GCM over the packet up to the next header, nothing encrypted (RFC 4543 §3). */
export class GmacIntegrity implements Integrity {
  readonly headerLength = ESP_HEADER_LENGTH + GCM_IV_LENGTH;
  readonly icvLength = GCM_TAG_LENGTH;
  readonly #gcm: Gcm;
  readonly #nonce: Uint8Array;

  /** `key`: that of AES, which `gcm` has, and 4 octets of salt. */
  constructor(gcm: Gcm, key: Uint8Array) {
    this.#gcm = gcm;
    this.#nonce = nonceOf(key.subarray(-SALT_LENGTH));
  }

  verify(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start < this.headerLength + TRAILER_LENGTH + GCM_TAG_LENGTH) return false;
    readIv(this.#nonce, bytes, start);
    const tagStart = end - GCM_TAG_LENGTH;
    return this.#gcm.open(this.#nonce, bytes.subarray(start, tagStart), bytes, tagStart, end) !== null;
  }

  /** The high half comes before the low one in the authenticated data (RFC 4543 §3.3). */
  verifyExtended(bytes: Uint8Array, start: number, end: number, high: number): boolean {
    if (end - start < this.headerLength + TRAILER_LENGTH + GCM_TAG_LENGTH) return false;
    readIv(this.#nonce, bytes, start);
    const tagStart = end - GCM_TAG_LENGTH;
    const aad = withHigh(bytes.subarray(start, tagStart), SPI_LENGTH, high);
    return this.#gcm.open(this.#nonce, aad, bytes, tagStart, end) !== null;
  }
}

/** AES-GCM (RFC 4106): one operation verifies and decrypts, so the plaintext of the last packet is kept. */
export class GcmProtection implements Integrity, PayloadCipher {
  readonly headerLength = ESP_HEADER_LENGTH + GCM_IV_LENGTH;
  readonly icvLength: number;
  readonly key: Uint8Array;
  readonly ivLength = 0;
  readonly alignment = ESP_ALIGNMENT;
  readonly #gcm: Gcm;
  readonly #part: CtrCipher;
  readonly #nonce: Uint8Array;
  #opened: Uint8Array | null = null;

  /** `key`: that of `gcm` and `ctr`, and 4 octets of salt. */
  constructor(gcm: Gcm, ctr: Ctr, key: Uint8Array, tagLength = GCM_TAG_LENGTH) {
    this.#gcm = gcm;
    this.#part = new CtrCipher(ctr, key, FIRST_GCM_COUNTER);
    this.key = key;
    this.icvLength = tagLength;
    this.#nonce = nonceOf(key.subarray(-SALT_LENGTH));
  }

  verify(bytes: Uint8Array, start: number, end: number): boolean {
    return this.#verify(bytes, start, end, bytes.subarray(start, start + ESP_HEADER_LENGTH));
  }

  /** The high half comes between SPI and low half in the authenticated data (RFC 4106 §5). */
  verifyExtended(bytes: Uint8Array, start: number, end: number, high: number): boolean {
    const header = bytes.subarray(start, start + ESP_HEADER_LENGTH);
    const aad = withHigh(header, SPI_LENGTH, high);
    return this.#verify(bytes, start, end, aad);
  }

  #verify(bytes: Uint8Array, start: number, end: number, aad: Uint8Array): boolean {
    this.#opened = null;
    const bodyStart = start + this.headerLength;
    if (end - bodyStart < TRAILER_LENGTH + this.icvLength) return false;
    readIv(this.#nonce, bytes, start);
    this.#opened = this.#gcm.open(this.#nonce, aad, bytes, bodyStart, end);
    return this.#opened !== null;
  }

  /** Returns the plaintext of the last packet with a good ICV. */
  decrypt(_bytes: Uint8Array, _start: number, _end: number, plaintext: Plaintext): boolean {
    if (this.#opened === null) return false;
    plaintext.bytes = this.#opened;
    plaintext.start = 0;
    plaintext.end = this.#opened.length;
    return true;
  }

  /** The IV is before `start`. */
  decryptPart(bytes: Uint8Array, start: number, end: number, plaintext: Plaintext): boolean {
    return this.#part.decryptPart(bytes, start - GCM_IV_LENGTH, end, plaintext);
  }
}

/**
 * IV‖ciphertext of AES in counter mode: AES-CTR, or AES-GCM without a check of the tag.
 */
export class CtrCipher implements PayloadCipher {
  readonly key: Uint8Array;
  readonly ivLength = GCM_IV_LENGTH;
  readonly alignment = ESP_ALIGNMENT;
  readonly #ctr: Ctr;
  readonly #counter = new Uint8Array(16);

  /** `key`: that of `ctr`, and 4 octets of salt. */
  constructor(ctr: Ctr, key: Uint8Array, firstCounter: number) {
    this.#ctr = ctr;
    this.key = key;
    this.#counter.set(key.subarray(-SALT_LENGTH));
    this.#counter[15] = firstCounter;
  }

  decrypt(bytes: Uint8Array, start: number, end: number, plaintext: Plaintext): boolean {
    const bodyStart = start + GCM_IV_LENGTH;
    if (end - bodyStart < TRAILER_LENGTH) return false;
    this.#counter.set(bytes.subarray(start, bodyStart), SALT_LENGTH);
    plaintext.bytes = this.#ctr.decrypt(this.#counter, bytes, bodyStart, end);
    plaintext.start = 0;
    plaintext.end = end - bodyStart;
    return true;
  }

  decryptPart(bytes: Uint8Array, start: number, end: number, plaintext: Plaintext): boolean {
    return this.decrypt(bytes, start, end, plaintext);
  }
}

/** IV‖ciphertext in CBC mode (RFC 2451, RFC 3602). */
export class CbcCipher implements PayloadCipher {
  readonly key: Uint8Array;
  readonly ivLength: number;
  readonly alignment: number;
  readonly #cbc: CbcDecryptor;

  constructor(cbc: CbcDecryptor, key: Uint8Array) {
    this.#cbc = cbc;
    this.ivLength = cbc.blockSize;
    this.alignment = cbc.blockSize;
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

  /** Whole blocks. */
  decryptPart(bytes: Uint8Array, start: number, end: number, plaintext: Plaintext): boolean {
    return this.decrypt(bytes, start, end - ((end - start) % this.#cbc.blockSize), plaintext);
  }
}

/** For packets without an ICV, or without a key for it: no packet verifies. */
export class UncheckedIntegrity implements Integrity {
  readonly headerLength = ESP_HEADER_LENGTH;
  readonly icvLength: number;

  constructor(icvLength: number) {
    this.icvLength = icvLength;
  }

  verify(): boolean {
    return false;
  }

  verifyExtended(): boolean {
    return false;
  }
}

/** NULL encryption (RFC 2410): the plaintext is the packet itself. */
export const NULL_CIPHER: PayloadCipher = {
  key: null,
  ivLength: 0,
  alignment: ESP_ALIGNMENT,
  decrypt(bytes, start, end, plaintext) {
    plaintext.bytes = bytes;
    plaintext.start = start;
    plaintext.end = end;
    return end - start >= TRAILER_LENGTH;
  },
  decryptPart(bytes, start, end, plaintext) {
    return this.decrypt(bytes, start, end, plaintext);
  },
};

/** The place of payload and trailer in an unencrypted packet, by the kind of its ICV. */
export interface NullLayout {
  readonly headerLength: number;
  readonly icvLength: number;
}

/** Keyed hash of 96 bits, in nearly every packet. */
export const HMAC_LAYOUT: NullLayout = { headerLength: ESP_HEADER_LENGTH, icvLength: MAC_ICV_LENGTH };

/** Keyed hash of 128 bits, known from private extensions. */
export const LONG_HMAC_LAYOUT: NullLayout = { headerLength: ESP_HEADER_LENGTH, icvLength: 16 };

/** AES-GMAC: an IV before the payload. */
export const GMAC_LAYOUT: NullLayout = {
  headerLength: ESP_HEADER_LENGTH + GCM_IV_LENGTH,
  icvLength: GCM_TAG_LENGTH,
};

/** DES is triple DES with one key three times: decrypt, encrypt, decrypt. */
export function threeTimes(key: Uint8Array): Uint8Array {
  return Uint8Array.from([...key, ...key, ...key]);
}

/** Those of TS 33.203. */
export const ANNEX_LAYOUTS: readonly NullLayout[] = [HMAC_LAYOUT, GMAC_LAYOUT];

const withIcv = (icvLength: number): NullLayout => ({ headerLength: ESP_HEADER_LENGTH, icvLength });

/** Those of known algorithms: ICVs of 192 and 256 bits are those of RFC 4868. */
export const KNOWN_LAYOUTS: readonly NullLayout[] = [
  HMAC_LAYOUT,
  LONG_HMAC_LAYOUT,
  GMAC_LAYOUT,
  withIcv(24),
  withIcv(32),
];

/** Those of any algorithm. */
export const ALL_LAYOUTS: readonly NullLayout[] = [
  ...KNOWN_LAYOUTS,
  ...[20, 8, 14, 28, 18, 10, 4, 0].map(withIcv),
];

/** The octets with the high half of the sequence number inserted at `at`. */
function withHigh(bytes: Uint8Array, at: number, high: number): Uint8Array {
  const joined = new Uint8Array(bytes.length + HIGH_LENGTH);
  joined.set(bytes.subarray(0, at));
  new DataView(joined.buffer).setUint32(at, high);
  joined.set(bytes.subarray(at), at + HIGH_LENGTH);
  return joined;
}

function nonceOf(salt: Uint8Array): Uint8Array {
  const nonce = new Uint8Array(salt.length + GCM_IV_LENGTH);
  nonce.set(salt);
  return nonce;
}

/** The nonce is salt‖IV; the IV follows the sequence number. */
function readIv(nonce: Uint8Array, bytes: Uint8Array, start: number): void {
  for (let i = 0; i < GCM_IV_LENGTH; i++) nonce[4 + i] = bytes[start + ESP_HEADER_LENGTH + i] as number;
}
