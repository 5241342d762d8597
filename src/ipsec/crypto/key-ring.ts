import { BoundedMap } from '../../bytes/tables/bounded-map.ts';
import type { EncryptionAlgorithm, KeyMaterial } from '../../model/security-association.ts';
import type { CryptoEngine } from './engine.ts';
import { encryptionKeys, integrityKey } from './key-expansion.ts';
import {
  CbcCipher,
  GcmProtection,
  GmacIntegrity,
  HmacIntegrity,
  type Integrity,
  NULL_CIPHER,
  type PayloadCipher,
} from './packet-protection.ts';
import type { IntegrityMethod } from './suites.ts';

/**
 * What can be made of one pair of CK and IK: every check and every cipher, each made when it is first asked
 * for and kept. One key ring serves all SAs and sets with that pair: none of its parts keeps anything of a
 * packet that matters to the next.
 */
export class KeyRing {
  readonly key: KeyMaterial;
  readonly #engine: CryptoEngine;
  readonly #integrities = new Map<IntegrityMethod, Integrity>();
  readonly #ciphers = new Map<EncryptionAlgorithm, readonly PayloadCipher[]>();
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
  ciphers(ealg: EncryptionAlgorithm): readonly PayloadCipher[] {
    let ciphers = this.#ciphers.get(ealg);
    if (ciphers === undefined) {
      ciphers = this.#makeCiphers(ealg);
      this.#ciphers.set(ealg, ciphers);
    }
    return ciphers;
  }

  #makeIntegrity(method: IntegrityMethod): Integrity {
    if (method === 'aes-gcm') return this.#gcmProtection();
    const key = integrityKey(method, this.key);
    if (method === 'aes-gmac') return new GmacIntegrity(this.#engine.gcm(key.subarray(0, 16)), key);
    return new HmacIntegrity(this.#engine.mac(method, key));
  }

  #makeCiphers(ealg: EncryptionAlgorithm): readonly PayloadCipher[] {
    if (ealg === 'null') return [NULL_CIPHER];
    if (ealg === 'aes-gcm') return [this.#gcmProtection()];
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

/** Keys ready to be tried: a ring on which everything was tried has some kilobytes, most of them outside the heap. */
const RINGS_KEPT = 2000;

/** The rings that were made last. What has opened a packet keeps its ring by itself. */
export class KeyRings {
  readonly #engine: CryptoEngine;
  readonly #rings: BoundedMap<KeyMaterial, KeyRing>;

  /** @param capacity rings kept; one that is asked for after that is made anew. */
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
