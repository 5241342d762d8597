import { BoundedMap } from '../../bytes/tables/bounded-map.ts';
import type { KeyMaterial } from '../../model/security-association.ts';
import { type CryptoEngine, ICV_LENGTH } from './engine.ts';
import { encryptionKeys, integrityKey } from './key-expansion.ts';
import {
  isOtherCipher,
  type OtherCipher,
  type OtherMethod,
  otherCipherKeys,
  otherIntegrity,
} from './other-algorithms.ts';
import {
  CbcCipher,
  CtrCipher,
  FIRST_CTR_COUNTER,
  GcmProtection,
  GmacIntegrity,
  HmacIntegrity,
  type Integrity,
  NULL_CIPHER,
  type PayloadCipher,
  SALT_LENGTH,
  threeTimes,
} from './packet-protection.ts';
import { type CipherName, type IntegrityMethod, isOtherMethod } from './suites.ts';

/**
 * All ICV checks and ciphers from one pair of CK and IK. Each is created at its first use and kept. One key ring serves
 * all SAs and sets with that pair, as no part keeps a state from one packet to the next.
 */
export class KeyRing {
  readonly key: KeyMaterial;
  readonly #engine: CryptoEngine;
  readonly #integrities = new Map<IntegrityMethod, Integrity>();
  readonly #ciphers = new Map<CipherName, readonly PayloadCipher[]>();
  #gcm: GcmProtection | null = null;

  constructor(engine: CryptoEngine, key: KeyMaterial) {
    this.#engine = engine;
    this.key = key;
  }

  integrity(method: IntegrityMethod): Integrity {
    let integrity = this.#integrities.get(method);
    if (integrity === undefined) {
      integrity = this.#makeIntegrity(method);
      this.#integrities.set(method, integrity);
    }
    return integrity;
  }

  /** The ciphers that `ealg` may mean, most likely first: two for 3DES, one otherwise. */
  ciphers(ealg: CipherName): readonly PayloadCipher[] {
    let ciphers = this.#ciphers.get(ealg);
    if (ciphers === undefined) {
      ciphers = this.#makeCiphers(ealg);
      this.#ciphers.set(ealg, ciphers);
    }
    return ciphers;
  }

  #makeIntegrity(method: IntegrityMethod): Integrity {
    if (method === 'aes-gcm') return this.#gcmProtection();
    if (isOtherMethod(method)) return this.#otherIntegrity(method);
    const key = integrityKey(method, this.key);
    if (method === 'aes-gmac') return new GmacIntegrity(this.#engine.gcm(key.subarray(0, 16)), key);
    return new HmacIntegrity(this.#engine.mac(method, key));
  }

  #otherIntegrity(method: OtherMethod): Integrity {
    const other = otherIntegrity(method, this.key);
    if (other === null) throw new RangeError(`no such method: ${method}`);
    return new HmacIntegrity(this.#engine.mac(other.mac, other.key), ICV_LENGTH[other.mac]);
  }

  #otherCipher(ealg: OtherCipher, key: Uint8Array): PayloadCipher {
    if (ealg === 'aes-ctr')
      return new CtrCipher(this.#engine.ctr(key.subarray(0, -SALT_LENGTH)), key, FIRST_CTR_COUNTER);
    if (ealg === 'des-cbc') return new CbcCipher(this.#engine.cbc('des-ede3-cbc', threeTimes(key)), key);
    return new CbcCipher(this.#engine.cbc('aes-cbc', key), key);
  }

  #makeCiphers(ealg: CipherName): readonly PayloadCipher[] {
    if (ealg === 'null') return [NULL_CIPHER];
    if (ealg === 'aes-gcm') return [this.#gcmProtection()];
    if (isOtherCipher(ealg))
      return otherCipherKeys(ealg, this.key).map(({ key }) => this.#otherCipher(ealg, key));
    return encryptionKeys(ealg, this.key).map(key => new CbcCipher(this.#engine.cbc(ealg, key), key));
  }

  #gcmProtection(): GcmProtection {
    if (this.#gcm === null) {
      const key = encryptionKeys('aes-gcm', this.key)[0] as Uint8Array;
      const aes = key.subarray(0, 16);
      this.#gcm = new GcmProtection(this.#engine.gcm(aes), this.#engine.ctr(aes), key);
    }
    return this.#gcm;
  }
}

/** Keys whose rings are kept: a ring with all its checks and ciphers takes some kilobytes, mostly outside the heap. */
const RINGS_KEPT = 2000;

/** The rings that were created last. An opener that has decrypted a packet keeps its own ring. */
export class KeyRings {
  readonly #engine: CryptoEngine;
  readonly #rings: BoundedMap<KeyMaterial, KeyRing>;

  /** @param capacity rings kept, at most; older ones are created again if needed. */
  constructor(engine: CryptoEngine, capacity = RINGS_KEPT) {
    this.#engine = engine;
    this.#rings = new BoundedMap(capacity);
  }

  of(key: KeyMaterial): KeyRing {
    let ring = this.#rings.get(key);
    if (ring === undefined) {
      ring = new KeyRing(this.#engine, key);
      this.#rings.set(key, ring);
    }
    return ring;
  }
}
