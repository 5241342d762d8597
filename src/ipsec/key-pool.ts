import { toHex } from '../bytes/hex.ts';
import type { KeyMaterial } from '../model/security-association.ts';

/** The keys known from anywhere, each once, in the order in which they became known. */
export class KeyPool {
  readonly keys: KeyMaterial[] = [];
  readonly #capacity: number;
  readonly #known = new Set<string>();

  /** @param capacity keys kept at most; later ones are left out. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(key: KeyMaterial): void {
    if (this.keys.length >= this.#capacity) return;
    const name = keyName(key);
    if (this.#known.has(name)) return;
    this.#known.add(name);
    this.keys.push(key);
  }
}

/** The same for the same CK and IK. It is as secret as they are. */
export function keyName({ ck, ik }: KeyMaterial): string {
  return toHex(ck) + toHex(ik);
}
