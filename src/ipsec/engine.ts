/** Ciphers in CBC mode that TS 33.203 Annex H knows. */
export type CbcAlgorithm = 'aes-cbc' | 'des-ede3-cbc';

/** Keyed hashes of TS 33.203 Annex H, cut to 96 bits (RFC 2403, RFC 2404). */
export type MacAlgorithm = 'hmac-md5-96' | 'hmac-sha-1-96';

/** Octets of the ICV of both keyed hashes. */
export const MAC_ICV_LENGTH = 12;

/** Octets of the tag of AES-GCM and AES-GMAC (RFC 4106 §6, RFC 4543 §3.1). */
export const GCM_TAG_LENGTH = 16;

/** Decrypts CBC without padding under one key. */
export interface CbcDecryptor {
  /** Octets of one block, and of the IV. */
  readonly blockSize: 8 | 16;
  /**
   * Decrypts `bytes` from `start` to `end`, which is IV‖ciphertext. The plaintext begins at `blockSize` of the
   * array that comes back; what stands before it has no meaning. Null if that is not whole blocks, two at least.
   */
  decrypt(bytes: Uint8Array, start: number, end: number): Uint8Array | null;
}

/** A keyed hash under one key. */
export interface Mac {
  /** Does the hash of `bytes` from `start` to `end` agree with the 12 octets that follow at `end`? */
  verify(bytes: Uint8Array, start: number, end: number): boolean;
}

/** AES-GCM under one key. */
export interface Gcm {
  /**
   * Plaintext of `bytes` from `start` to `end`, which is ciphertext‖tag (16 octets), with `aad` from `aadStart`
   * to `aadEnd` and a 12-octet nonce; null if the tag does not verify.
   */
  open(
    nonce: Uint8Array,
    aad: Uint8Array,
    aadStart: number,
    aadEnd: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): Uint8Array | null;
}

/** The primitives of ESP. Two implementations exist; they give the same results. */
export interface CryptoEngine {
  readonly name: 'node' | 'noble';
  /** Key: 16 octets for aes-cbc, 24 for des-ede3-cbc. */
  cbc(algorithm: CbcAlgorithm, key: Uint8Array): CbcDecryptor;
  /** Key: up to 64 octets. */
  mac(algorithm: MacAlgorithm, key: Uint8Array): Mac;
  /** Key: 16 octets. */
  gcm(key: Uint8Array): Gcm;
}

/** Is `length` an IV and at least one block of ciphertext? Every engine asks before it decrypts CBC. */
export function isCbcLength(length: number, blockSize: number): boolean {
  return length >= 2 * blockSize && length % blockSize === 0;
}
