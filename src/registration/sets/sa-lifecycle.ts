import { BoundedMap } from '../../bytes/tables/bounded-map.ts';
import type { Moment } from '../../model/capture.ts';
import type { SaSet, SaSetState } from '../../model/security-association.ts';

/** Seconds a set lives before its registration succeeds: timer reg-await-auth (TS 24.229 §7.8). */
const REG_AWAIT_AUTH = 240;

/** Seconds that a set outlives its registration (TS 24.229 §5.1.1.2.2). */
const GRACE = 30;

/** Most sets of one identity with a tracked state: a new set changes only those shortly before it. */
const SETS_FOLLOWED = 64;

/** The second at which a set expires. */
interface Deadline {
  readonly set: SaSet;
  readonly end: number;
}

/**
 * Changes SA sets from temporary to established, old and expired (TS 33.203 §7.4, TS 24.229 §5.1.1.5.1), and keeps the
 * time at which each one expires. Sets belong to an identity, because several UEs may share one address.
 */
export class SaLifecycle {
  readonly #setsOf: BoundedMap<string, SaSet[]>;
  readonly #deadlines: BoundedMap<SaSet, Deadline>;

  /** @param capacity most identities, and most sets, kept; dropped ones keep their state. */
  constructor(capacity: number) {
    this.#setsOf = new BoundedMap(capacity);
    this.#deadlines = new BoundedMap(capacity);
  }

  /** A challenge created a set: an earlier temporary one expires (TS 24.229 §5.2.2.2). */
  created(identity: string, set: SaSet, at: Moment): void {
    const sets = this.#sets(identity);
    if (sets.includes(set)) return;
    for (const other of sets) if (other.state === 'temporary') enter(other, 'expired', at);
    sets.push(set);
    if (sets.length > SETS_FOLLOWED) sets.shift();
    enter(set, 'temporary', at);
    this.#deadlines.set(set, { set, end: at.seconds + REG_AWAIT_AUTH });
  }

  /**
   * A REGISTER that was protected by `set`, or answers its challenge, was accepted for `expires` seconds; Infinity if
   * what was granted is not known. The set
   * before it becomes old. A set that is prolonged keeps the later of its two ends (TS 24.229 §5.1.1.5.1).
   */
  accepted(identity: string, set: SaSet, at: Moment, expires: number): void {
    const sets = this.#sets(identity);
    let end = at.seconds + expires + GRACE;
    for (const other of sets) {
      if (other === set || other.state !== 'established') continue;
      end = Math.max(end, this.#deadlines.get(other)?.end ?? 0);
      enter(other, 'old', at);
    }
    if (set.state === 'temporary' || set.state === 'established') {
      enter(set, 'established', at);
      this.#deadlines.set(set, { set, end: Math.max(end, this.#deadlines.get(set)?.end ?? 0) });
    }
  }

  /** The registration that should establish `set` failed: the P-CSCF drops a temporary set (TS 33.203 §7.3). */
  refused(set: SaSet, at: Moment): void {
    if (set.state === 'temporary') enter(set, 'expired', at);
  }

  /** De-registration: all sets of the identity that it `ends` expire. */
  deregistered(identity: string, at: Moment, ends: (set: SaSet) => boolean = () => true): void {
    for (const set of this.#sets(identity).filter(ends)) enter(set, 'expired', at);
  }

  /** Expires every set that ends before `seconds`, the time of the last packet. */
  finish(seconds: number): void {
    for (const { set, end } of this.#deadlines.values())
      if (end < seconds) enter(set, 'expired', { seconds: end, nanoseconds: 0 });
  }

  #sets(identity: string): SaSet[] {
    const known = this.#setsOf.get(identity);
    if (known !== undefined) return known;
    const sets: SaSet[] = [];
    this.#setsOf.set(identity, sets);
    return sets;
  }
}

/** States only go forward, so each set changes a few times at most. */
function enter(set: SaSet, state: SaSetState, { seconds, nanoseconds }: Moment): void {
  if (set.history.at(-1)?.state !== state) set.history.push({ state, seconds, nanoseconds });
  set.state = state;
}
