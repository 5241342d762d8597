/** Ciphers in CBC mode of TS 33.203 Annex H. */
export type CbcAlgorithm = 'aes-cbc' | 'des-ede3-cbc';

/**
 * Keyed hashes: those of TS 33.203 Annex H (RFC 2403, RFC 2404), and those of other IPsec (RFC 2857, RFC 4868; 96
 * bits of SHA-256 are from a draft that Linux took over).
 */
export type MacAlgorithm =
  | 'hmac-md5-96'
  | 'hmac-sha-1-96'
  | 'hmac-ripemd-160-96'
  | 'hmac-sha-256-96'
  | 'hmac-sha-256-128'
  | 'hmac-sha-384-192'
  | 'hmac-sha-512-256';

/** Octets of the ICV of the keyed hashes of TS 33.203. */
export const MAC_ICV_LENGTH = 12;

/** Octets of the ICV of each keyed hash. */
export const ICV_LENGTH: Readonly<Record<MacAlgorithm, number>> = {
  'hmac-md5-96': MAC_ICV_LENGTH,
  'hmac-sha-1-96': MAC_ICV_LENGTH,
  'hmac-ripemd-160-96': 12,
  'hmac-sha-256-96': 12,
  'hmac-sha-256-128': 16,
  'hmac-sha-384-192': 24,
  'hmac-sha-512-256': 32,
};

/** Octets of the tag of AES-GCM and AES-GMAC (RFC 4106 §6, RFC 4543 §3.1). */
export const GCM_TAG_LENGTH = 16;

/** Decrypts CBC without padding under one key. */
export interface CbcDecryptor {
  /** Octets of one block, and of the IV. */
  readonly blockSize: 8 | 16;
  /**
   * Decrypts IV‖ciphertext, `bytes` from `start` to `end`. In the returned array the plaintext begins at `blockSize`;
   * the octets before it have no meaning. Null unless there are whole blocks, two at least.
   */
  decrypt(bytes: Uint8Array, start: number, end: number): Uint8Array | null;
}

/** A keyed hash under one key. */
export interface Mac {
  /** Does the hash of `bytes` from `start` to `end` match the ICV, which follows at `end`? */
  verify(bytes: Uint8Array, start: number, end: number): boolean;
}

/** AES-GCM under one key. */
export interface Gcm {
  /**
   * Plaintext of `bytes` from `start` to `end`, which is ciphertext‖tag, with additional data `aad` and a
   * 12-octet nonce; null if the tag does not verify.
   */
  open(nonce: Uint8Array, aad: Uint8Array, bytes: Uint8Array, start: number, end: number): Uint8Array | null;
}

/** AES in counter mode under one key, with the whole block as counter (RFC 3686 §2.1, RFC 4106 §4). */
export interface Ctr {
  /** Decrypts `bytes` from `start` to `end`, of any length; `counter` is the first block, 16 octets. */
  decrypt(counter: Uint8Array, bytes: Uint8Array, start: number, end: number): Uint8Array;
}

/** The primitives of ESP. Both implementations return the same results. */
export interface CryptoEngine {
  readonly name: 'node' | 'noble';
  /** Key: 16, 24 or 32 octets for aes-cbc, 24 for des-ede3-cbc. */
  cbc(algorithm: CbcAlgorithm, key: Uint8Array): CbcDecryptor;
  mac(algorithm: MacAlgorithm, key: Uint8Array): Mac;
  /** Key: 16, 24 or 32 octets. Tag: 16 octets by default, or 8 or 12. */
  gcm(key: Uint8Array, tagLength?: number): Gcm;
  /** Key: 16, 24 or 32 octets. */
  ctr(key: Uint8Array): Ctr;
}

/** Is `length` an IV and at least one block of ciphertext? Every engine checks it before it decrypts CBC. */
export function isCbcLength(length: number, blockSize: number): boolean {
  return length >= 2 * blockSize && length % blockSize === 0;
}
