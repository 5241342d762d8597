import { BoundedMap } from '../../bytes/tables/bounded-map.ts';
import type { SaSet } from '../../model/security-association.ts';
import { challengeName } from '../challenge-store.ts';

/** Most sets of one challenge: it creates one, and another for each pair of addresses at which it is seen. */
const SETS_OF_A_NONCE = 64;

/** The SA sets by the nonce of their challenge; for a 401 with several challenges, by each nonce. */
export class SetsByNonce {
  readonly #sets: BoundedMap<string, SaSet[]>;

  /** @param capacity most challenges kept; the oldest is dropped first. */
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
