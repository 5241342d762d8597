import { integrityKey } from '../ipsec/crypto/key-expansion.ts';
import type { Opener } from '../ipsec/sa/keyed-set.ts';
import { CIPHERS, KEY_PLACE, LANE_KEYS, type LaneMemory } from './lane-memory.ts';
import type { LaneWasm } from './wasm/lane-wasm.ts';

/** Not an opener of the lane. */
export const NO_KEY = -1;

/**
 * The openers with which the lane works, numbered, and their keys in its memory: the two keyed hashes of TS 33.203 with a
 * cipher in CBC mode or none.
 */
export class LaneKeys {
  readonly #wasm: LaneWasm;
  readonly #memory: LaneMemory;
  readonly #numbers = new WeakMap<Opener, number>();
  readonly #openers: Opener[] = [];
  readonly #limit: number;

  /** @param limit most keys. */
  constructor(wasm: LaneWasm, memory: LaneMemory, limit: number) {
    this.#wasm = wasm;
    this.#memory = memory;
    this.#limit = Math.min(limit, LANE_KEYS);
  }

  get size(): number {
    return this.#openers.length;
  }

  /** The number of an opener, or NO_KEY. */
  numberOf(opener: Opener): number {
    return this.#numbers.get(opener) ?? this.#add(opener);
  }

  opener(key: number): Opener {
    return this.#openers[key] as Opener;
  }

  /** Octets of an IV and of a block; 0 without encryption. */
  block(key: number): number {
    return this.opener(key).cipher.ivLength;
  }

  #add(opener: Opener): number {
    const { method, ealg, ring, expansion, cipher } = opener;
    const isMac = method === 'hmac-sha-1-96' || method === 'hmac-md5-96';
    const number = CIPHERS.findIndex(({ name }) => name === ealg);
    if (!isMac || number < 0 || expansion !== null || this.size >= this.#limit) {
      this.#numbers.set(opener, NO_KEY);
      return NO_KEY;
    }
    const key = this.size;
    const at = this.#memory.key(key);
    const { words, octets } = this.#memory;
    this.#wasm.setMacKey(method, integrityKey(method, ring.key), at + KEY_PLACE.states);
    words[(at + KEY_PLACE.isMd5) >> 2] = method === 'hmac-md5-96' ? 1 : 0;
    words[(at + KEY_PLACE.cipher) >> 2] = number;
    if (cipher.key !== null) octets.set(cipher.key, at + KEY_PLACE.cipherKey);
    this.#openers.push(opener);
    this.#numbers.set(opener, key);
    return key;
  }
}
