import { cbc, gcm } from '@noble/ciphers/aes.js';
import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { equalConstantTime } from '../bytes/equal.ts';
import { TripleDes } from './des.ts';
import {
  type CbcDecryptor,
  type CryptoEngine,
  GCM_TAG_LENGTH,
  type Gcm,
  isCbcLength,
  MAC_ICV_LENGTH,
  type Mac,
  type MacAlgorithm,
} from './engine.ts';

/** The portable engine: `@noble/ciphers`, `@noble/hashes` and the DES of this folder. */
export function createNobleEngine(): CryptoEngine {
  return {
    name: 'noble',
    cbc: (algorithm, key) => (algorithm === 'aes-cbc' ? new NobleAesCbc(key) : new TripleDesCbc(key)),
    mac: (algorithm, key) => new NobleMac(algorithm, key),
    gcm: key => new NobleGcm(key),
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

type KeyedHash = ReturnType<typeof hmac.create>;

/** Copies a keyed state for each packet: hashing the padded key again would take as long as the packet. */
class NobleMac implements Mac {
  readonly #keyed: KeyedHash;
  readonly #scratch: KeyedHash;
  readonly #digest: Uint8Array;

  constructor(algorithm: MacAlgorithm, key: Uint8Array) {
    this.#keyed = hmac.create(algorithm === 'hmac-md5-96' ? md5 : sha1, key);
    this.#scratch = this.#keyed.clone() as KeyedHash;
    this.#digest = new Uint8Array(this.#keyed.outputLen);
  }

  verify(bytes: Uint8Array, start: number, end: number): boolean {
    this.#keyed._cloneInto(this.#scratch);
    this.#scratch.update(bytes.subarray(start, end)).digestInto(this.#digest);
    return equalConstantTime(this.#digest, 0, bytes, end, MAC_ICV_LENGTH);
  }
}

class NobleGcm implements Gcm {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key.slice();
  }

  open(
    nonce: Uint8Array,
    aad: Uint8Array,
    aadStart: number,
    aadEnd: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): Uint8Array | null {
    if (end - start < GCM_TAG_LENGTH || end > bytes.length) return null;
    try {
      return gcm(this.#key, nonce, aad.subarray(aadStart, aadEnd)).decrypt(bytes.subarray(start, end));
    } catch {
      return null;
    }
  }
}
