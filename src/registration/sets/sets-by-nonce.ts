import { BoundedMap } from '../../bytes/tables/bounded-map.ts';
import type { SaSet } from '../../model/security-association.ts';
import { challengeName } from '../challenge-store.ts';

/** Sets of one challenge: it makes one, and a further one with each pair of addresses at which it is seen. */
const SETS_OF_A_NONCE = 64;

/** The SA sets that a challenge made, by its nonce; of a 401 with several challenges by each of their nonces. */
export class SetsByNonce {
  readonly #sets: BoundedMap<string, SaSet[]>;

  /** @param capacity challenges kept at most; the oldest is given up first. */
  constructor(capacity: number) {
    this.#sets = new BoundedMap(capacity);
  }

  of(nonce: string): readonly SaSet[] {
    return this.#sets.get(challengeName(nonce)) ?? [];
  }

  /** Notes a set once. */
  note(nonce: string, set: SaSet): void {
    const name = challengeName(nonce);
    const same = this.#sets.get(name);
    if (same === undefined) this.#sets.set(name, [set]);
    else if (same.length < SETS_OF_A_NONCE && !same.includes(set)) same.push(set);
  }
}
