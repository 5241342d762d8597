import { equalConstantTime } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import type { KeyMaterial } from '../../model/security-association.ts';

/** All known keys from any source, each once, in the order in which they became known. */
export class KeyPool {
  readonly keys: KeyMaterial[] = [];
  readonly #capacity: number;
  readonly #known = new Set<string>();
  /** The keys so far: a key comes again with each 401 of its challenge. */
  readonly #offered = new WeakSet<KeyMaterial>();
  /** Keys left out because there were too many. */
  dropped = 0;

  /** @param capacity keys kept at most; later ones are left out. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(key: KeyMaterial): void {
    if (this.#offered.has(key)) return;
    this.#offered.add(key);
    const name = keyName(key);
    if (this.#known.has(name)) return;
    if (this.keys.length >= this.#capacity) {
      this.dropped++;
      return;
    }
    this.#known.add(name);
    this.keys.push(key);
  }
}

/** A name for CK and IK, equal for equal keys. It is as secret as they are. */
export function keyName(key: KeyMaterial): string {
  const known = NAMES.get(key);
  if (known !== undefined) return known;
  const name = toHex(key.ck) + toHex(key.ik);
  NAMES.set(key, name);
  return name;
}

const NAMES = new WeakMap<KeyMaterial, string>();

/** Do two keys have the same CK and IK? In constant time. */
export function isSameKey(one: KeyMaterial, other: KeyMaterial): boolean {
  return (
    equalConstantTime(one.ck, 0, other.ck, 0, KEY_LENGTH) &&
    equalConstantTime(one.ik, 0, other.ik, 0, KEY_LENGTH)
  );
}

/** Octets of CK and of IK (TS 33.102 §6.3.7). */
const KEY_LENGTH = 16;
