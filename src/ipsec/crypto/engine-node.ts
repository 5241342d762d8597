import {
  type CipherGCMTypes,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type Decipher,
  hash,
  type KeyObject,
} from 'node:crypto';
import { equalConstantTime } from '../../bytes/equal.ts';
import {
  type CbcAlgorithm,
  type CbcDecryptor,
  type CryptoEngine,
  type Ctr,
  GCM_TAG_LENGTH,
  type Gcm,
  ICV_LENGTH,
  isCbcLength,
  MAC_ICV_LENGTH,
  type Mac,
  type MacAlgorithm,
} from './engine.ts';

/** The engine on `node:crypto`. Throws if this Node lacks MD5, 3DES or another algorithm (FIPS mode). */
export function createNodeEngine(): CryptoEngine {
  const engine: CryptoEngine = {
    name: 'node',
    cbc: (algorithm, key) => new NodeCbc(algorithm, key),
    mac: (algorithm, key) =>
      (algorithm === 'hmac-md5-96' || algorithm === 'hmac-sha-1-96') && key.length <= HASH_BLOCK
        ? new NodeMac(algorithm, key)
        : new NodeHmac(algorithm, key),
    gcm: (key, tagLength = GCM_TAG_LENGTH) => new NodeGcm(key, tagLength),
    ctr: key => new NodeCtr(key),
  };
  const zeros = new Uint8Array(64);
  engine.cbc('des-ede3-cbc', zeros.subarray(0, 24)).decrypt(zeros, 0, 16);
  engine.cbc('aes-cbc', zeros.subarray(0, 16)).decrypt(zeros, 0, 32);
  engine.mac('hmac-md5-96', zeros.subarray(0, 16)).verify(zeros, 0, 16);
  engine.mac('hmac-sha-1-96', zeros.subarray(0, 20)).verify(zeros, 0, 16);
  return engine;
}

/*
 * One decipher for the life of the key. In CBC the first block that comes out depends on what went in before,
 * all later ones only on what goes in now: with the IV fed as the first block, everything after it is plaintext.
 * Making a decipher for each packet takes three times as long.
 */
class NodeCbc implements CbcDecryptor {
  readonly blockSize: 8 | 16;
  readonly #decipher: Decipher;

  constructor(algorithm: CbcAlgorithm, key: Uint8Array) {
    this.blockSize = algorithm === 'aes-cbc' ? 16 : 8;
    const name = algorithm === 'aes-cbc' ? `aes-${8 * key.length}-cbc` : 'des-ede3-cbc';
    // A KeyObject takes twice as long, and serves one decipher only.
    this.#decipher = createDecipheriv(name, key, ZERO_IV.subarray(0, this.blockSize));
    this.#decipher.setAutoPadding(false);
  }

  decrypt(bytes: Uint8Array, start: number, end: number): Uint8Array | null {
    // A partial block would stay in the decipher and shift every later packet.
    if (!isCbcLength(end - start, this.blockSize)) return null;
    return this.#decipher.update(bytes.subarray(start, end));
  }
}

const ZERO_IV = new Uint8Array(16);

const HASH_BLOCK = 64;

/** Buffer for padded key and message before they are hashed; it grows to the longest packet. */
let joined = new Uint8Array(HASH_BLOCK + 4096);

/** The same for the outer hash, by the length of the digest. */
const OUTER = { md5: new Uint8Array(HASH_BLOCK + 16), sha1: new Uint8Array(HASH_BLOCK + 20) };

/*
 * RFC 2104 with two one-shot hashes. An Hmac object for each packet takes twice as long, and a digest as text is
 * cheaper than one as a Buffer.
 */
class NodeMac implements Mac {
  readonly #algorithm: 'md5' | 'sha1';
  // One block each: V8 keeps arrays of up to 64 octets inside their object, which matters with thousands of keys.
  readonly #innerKey = new Uint8Array(HASH_BLOCK).fill(0x36);
  readonly #outerKey = new Uint8Array(HASH_BLOCK).fill(0x5c);

  constructor(algorithm: 'hmac-md5-96' | 'hmac-sha-1-96', key: Uint8Array) {
    this.#algorithm = algorithm === 'hmac-md5-96' ? 'md5' : 'sha1';
    for (let i = 0; i < key.length; i++) {
      this.#innerKey[i] = 0x36 ^ (key[i] as number);
      this.#outerKey[i] = 0x5c ^ (key[i] as number);
    }
  }

  verify(bytes: Uint8Array, start: number, end: number): boolean {
    if (end + MAC_ICV_LENGTH > bytes.length) return false;
    const length = HASH_BLOCK + end - start;
    if (length > joined.length) joined = new Uint8Array(2 * length);
    joined.set(this.#innerKey);
    joined.set(bytes.subarray(start, end), HASH_BLOCK);
    const inner = hash(this.#algorithm, joined.subarray(0, length), 'binary');
    const outer = OUTER[this.#algorithm];
    outer.set(this.#outerKey);
    for (let i = 0; i < inner.length; i++) outer[HASH_BLOCK + i] = inner.charCodeAt(i);
    const digest = hash(this.#algorithm, outer, 'binary');
    let difference = 0;
    for (let i = 0; i < MAC_ICV_LENGTH; i++) difference |= digest.charCodeAt(i) ^ (bytes[end + i] as number);
    return difference === 0;
  }
}

const HASH: Readonly<Record<MacAlgorithm, string>> = {
  'hmac-md5-96': 'md5',
  'hmac-sha-1-96': 'sha1',
  'hmac-ripemd-160-96': 'ripemd160',
  'hmac-sha-256-96': 'sha256',
  'hmac-sha-256-128': 'sha256',
  'hmac-sha-384-192': 'sha384',
  'hmac-sha-512-256': 'sha512',
};

/** Any keyed hash with any key, for algorithms outside IMS. */
class NodeHmac implements Mac {
  readonly #hash: string;
  readonly #icvLength: number;
  readonly #key: KeyObject;

  constructor(algorithm: MacAlgorithm, key: Uint8Array) {
    this.#hash = HASH[algorithm];
    this.#icvLength = ICV_LENGTH[algorithm];
    this.#key = createSecretKey(key);
  }

  verify(bytes: Uint8Array, start: number, end: number): boolean {
    const digest = createHmac(this.#hash, this.#key).update(bytes.subarray(start, end)).digest();
    return equalConstantTime(digest, 0, bytes, end, this.#icvLength);
  }
}

class NodeCtr implements Ctr {
  readonly #key: KeyObject;
  readonly #name: string;

  constructor(key: Uint8Array) {
    this.#key = createSecretKey(key);
    this.#name = `aes-${8 * key.length}-ctr`;
  }

  decrypt(counter: Uint8Array, bytes: Uint8Array, start: number, end: number): Uint8Array {
    return createDecipheriv(this.#name, this.#key, counter).update(bytes.subarray(start, end));
  }
}

class NodeGcm implements Gcm {
  readonly #key: KeyObject;
  readonly #name: CipherGCMTypes;
  readonly #tagLength: number;

  constructor(key: Uint8Array, tagLength: number) {
    this.#key = createSecretKey(key);
    this.#name = `aes-${8 * key.length}-gcm` as CipherGCMTypes;
    this.#tagLength = tagLength;
  }

  open(nonce: Uint8Array, aad: Uint8Array, bytes: Uint8Array, start: number, end: number): Uint8Array | null {
    const tagStart = end - this.#tagLength;
    if (tagStart < start || end > bytes.length) return null;
    const decipher = createDecipheriv(this.#name, this.#key, nonce, { authTagLength: this.#tagLength });
    decipher.setAAD(aad);
    decipher.setAuthTag(bytes.subarray(tagStart, end));
    const plaintext = decipher.update(bytes.subarray(start, tagStart));
    try {
      decipher.final();
    } catch {
      return null;
    }
    return plaintext;
  }
}
