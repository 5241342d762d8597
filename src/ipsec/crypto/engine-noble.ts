import { cbc, ctr, gcm } from '@noble/ciphers/aes.js';
import { hmac } from '@noble/hashes/hmac.js';
import { md5, ripemd160, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { equalConstantTime } from '../../bytes/equal.ts';
import { TripleDes } from './des.ts';
import {
  type CbcDecryptor,
  type CryptoEngine,
  type Ctr,
  GCM_TAG_LENGTH,
  type Gcm,
  ICV_LENGTH,
  isCbcLength,
  type Mac,
  type MacAlgorithm,
} from './engine.ts';

/** The portable engine: `@noble/ciphers`, `@noble/hashes` and the DES of this folder. */
export function createNobleEngine(): CryptoEngine {
  return {
    name: 'noble',
    cbc: (algorithm, key) => (algorithm === 'aes-cbc' ? new NobleAesCbc(key) : new TripleDesCbc(key)),
    mac: (algorithm, key) => new NobleMac(algorithm, key),
    gcm: (key, tagLength = GCM_TAG_LENGTH) => new NobleGcm(key, tagLength),
    ctr: key => new NobleCtr(key),
  };
}

class NobleAesCbc implements CbcDecryptor {
  readonly blockSize = 16;
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key.slice();
  }

  decrypt(bytes: Uint8Array, start: number, end: number): Uint8Array | null {
    if (!isCbcLength(end - start, 16)) return null;
    const output = new Uint8Array(end - start);
    const cipher = cbc(this.#key, bytes.subarray(start, start + 16), { disablePadding: true });
    cipher.decrypt(bytes.subarray(start + 16, end), output.subarray(16));
    return output;
  }
}

class TripleDesCbc implements CbcDecryptor {
  readonly blockSize = 8;
  readonly #cipher: TripleDes;

  constructor(key: Uint8Array) {
    this.#cipher = new TripleDes(key);
  }

  decrypt(bytes: Uint8Array, start: number, end: number): Uint8Array | null {
    if (!isCbcLength(end - start, 8)) return null;
    const output = new Uint8Array(end - start);
    for (let at = 8; at < output.length; at += 8) {
      this.#cipher.decryptBlock(bytes, start + at, output, at);
      for (let i = 0; i < 8; i++)
        output[at + i] = (output[at + i] as number) ^ (bytes[start + at - 8 + i] as number);
    }
    return output;
  }
}

const HASH = {
  'hmac-md5-96': md5,
  'hmac-sha-1-96': sha1,
  'hmac-ripemd-160-96': ripemd160,
  'hmac-sha-256-96': sha256,
  'hmac-sha-256-128': sha256,
  'hmac-sha-384-192': sha384,
  'hmac-sha-512-256': sha512,
} as const;

type KeyedHash = ReturnType<typeof hmac.create>;

/** Copies a keyed state for each packet: to hash the padded key again would take as long as the packet. */
class NobleMac implements Mac {
  readonly #keyed: KeyedHash;
  readonly #scratch: KeyedHash;
  readonly #digest: Uint8Array;
  readonly #icvLength: number;

  constructor(algorithm: MacAlgorithm, key: Uint8Array) {
    this.#keyed = hmac.create(HASH[algorithm], key);
    this.#scratch = this.#keyed.clone() as KeyedHash;
    this.#digest = new Uint8Array(this.#keyed.outputLen);
    this.#icvLength = ICV_LENGTH[algorithm];
  }

  verify(bytes: Uint8Array, start: number, end: number): boolean {
    this.#keyed._cloneInto(this.#scratch);
    this.#scratch.update(bytes.subarray(start, end)).digestInto(this.#digest);
    return equalConstantTime(this.#digest, 0, bytes, end, this.#icvLength);
  }
}

class NobleCtr implements Ctr {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key.slice();
  }

  decrypt(counter: Uint8Array, bytes: Uint8Array, start: number, end: number): Uint8Array {
    return ctr(this.#key, counter).decrypt(bytes.subarray(start, end));
  }
}

class NobleGcm implements Gcm {
  readonly #key: Uint8Array;
  readonly #tagLength: number;

  constructor(key: Uint8Array, tagLength: number) {
    this.#key = key.slice();
    this.#tagLength = tagLength;
  }

  open(nonce: Uint8Array, aad: Uint8Array, bytes: Uint8Array, start: number, end: number): Uint8Array | null {
    if (end - start < this.#tagLength || end > bytes.length) return null;
    if (this.#tagLength < GCM_TAG_LENGTH) return this.#openShort(nonce, aad, bytes, start, end);
    try {
      return gcm(this.#key, nonce, aad).decrypt(bytes.subarray(start, end));
    } catch {
      return null;
    }
  }

  /** A short tag (RFC 4106 §6): computes the whole tag and compares its beginning. */
  #openShort(
    nonce: Uint8Array,
    aad: Uint8Array,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): Uint8Array | null {
    const tagStart = end - this.#tagLength;
    const counter = new Uint8Array(16);
    counter.set(nonce);
    counter[15] = 2; // The first block encrypts the tag (NIST SP 800-38D §7.1).
    const plaintext = ctr(this.#key, counter).decrypt(bytes.subarray(start, tagStart));
    const sealed = gcm(this.#key, nonce, aad).encrypt(plaintext);
    const agrees = equalConstantTime(sealed, plaintext.length, bytes, tagStart, this.#tagLength);
    return agrees ? plaintext : null;
  }
}
