import { equalConstantTime } from '../../bytes/equal.ts';
import { latin1 } from '../../bytes/latin1.ts';
import type { KeyMaterial } from '../../model/security-association.ts';

/** All known keys from any source, each once, in the order in which they became known. */
export class KeyPool {
  readonly keys: KeyMaterial[] = [];
  readonly #capacity: number;
  readonly #known = new Set<string>();
  /** The keys left out: a key comes again with each 401 of its challenge. */
  readonly #leftOut = new WeakSet<KeyMaterial>();
  /** Keys left out because there were too many. */
  dropped = 0;

  /** @param capacity keys kept at most; later ones are left out. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(key: KeyMaterial): void {
    const name = keyName(key);
    if (this.#known.has(name)) return;
    if (this.keys.length >= this.#capacity) {
      if (!this.#leftOut.has(key)) this.dropped++;
      this.#leftOut.add(key);
      return;
    }
    this.#known.add(name);
    this.keys.push(key);
  }
}

/** A name for CK and IK, equal for equal keys. It is as secret as they are. */
export function keyName(key: KeyMaterial): string {
  return latin1(key.ck) + latin1(key.ik);
}

/** Do two keys have the same CK and IK? In constant time. */
export function isSameKey(one: KeyMaterial, other: KeyMaterial): boolean {
  return (
    equalConstantTime(one.ck, 0, other.ck, 0, KEY_LENGTH) &&
    equalConstantTime(one.ik, 0, other.ik, 0, KEY_LENGTH)
  );
}

/** Octets of CK and of IK (TS 33.102 §6.3.7). */
const KEY_LENGTH = 16;
