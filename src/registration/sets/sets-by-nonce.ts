import { BoundedMap } from '../../bytes/tables/bounded-map.ts';
import type { SaSet } from '../../model/security-association.ts';
import { challengeName } from '../challenge-store.ts';

/** Most sets of one challenge: it creates one, and another for each pair of addresses at which it is seen. */
const SETS_OF_A_NONCE = 64;

/** Most keys given to the sets of one challenge after their creation, counted for each set: more are forgeries. */
const KEYS_GIVEN = 4096;

interface Group {
  readonly sets: SaSet[];
  given: number;
}

/** The SA sets by the nonce of their challenge; for a 401 with several challenges, by each nonce. */
export class SetsByNonce {
  readonly #groups: BoundedMap<string, Group>;
  /** Keys that came too late for sets which had been given too many. */
  ignoredKeys = 0;

  /** @param capacity most challenges kept; the oldest is dropped first. */
  constructor(capacity: number) {
    this.#groups = new BoundedMap(capacity);
  }

  of(nonce: string): readonly SaSet[] {
    return this.#groups.get(challengeName(nonce))?.sets ?? [];
  }

  /** The sets that are to be given so many further keys; none where that would be too much. */
  toGive(nonce: string, keys: number): readonly SaSet[] {
    const group = this.#groups.get(challengeName(nonce));
    if (group === undefined) return [];
    if (group.given >= KEYS_GIVEN) {
      this.ignoredKeys += keys;
      return [];
    }
    group.given += keys * group.sets.length;
    return group.sets;
  }

  /** Notes a set once. */
  note(nonce: string, set: SaSet): void {
    const name = challengeName(nonce);
    const same = this.#groups.get(name)?.sets;
    if (same === undefined) this.#groups.set(name, { sets: [set], given: 0 });
    else if (same.length < SETS_OF_A_NONCE && !same.includes(set)) same.push(set);
  }
}
