import type { Moment } from '../journal/notes.ts';
import type { CaseTimes, RegistrationCase } from './case.ts';

/** What of a case says when it is, and whose it is. */
type Timed = Pick<RegistrationCase, 'attempts' | 'unverified' | 'ueAddresses'> & {
  readonly registration: Pick<RegistrationCase['registration'], 'impi' | 'impu'>;
};

/**
 * The times of all cases. Another registration is of the same UE if it shares its IMPI, IMPU or an address: so the times
 * of at most two registrations with one address overlap, and a UE that registers endlessly costs no more than many UEs.
 */
export function timesOf(cases: readonly Timed[]): CaseTimes[] {
  const times = cases.map(one => ({ begin: beginOf(one), anew: null, over: null }) as Writable<CaseTimes>);
  const latest = new Map<string | null, number[]>();
  const begun = times.flatMap(({ begin }, i) => (begin === null ? [] : [{ begin, i }]));
  for (const { begin, i } of begun.sort((a, b) => byTime(a.begin, b.begin))) {
    const { registration, ueAddresses } = cases[i] as Timed;
    const names = new Set([registration.impi, registration.impu, ...ueAddresses]);
    names.delete(null);
    for (const earlier of new Set([...names].flatMap(name => latest.get(name) ?? []))) {
      const its = times[earlier] as Writable<CaseTimes>;
      if (its.anew === null) its.anew = begin;
      else its.over ??= begin;
    }
    for (const name of names) latest.set(name, [...(latest.get(name)?.slice(-1) ?? []), i]);
  }
  return times;
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** The first message of it that was kept. */
function beginOf({ attempts, unverified }: Timed): Moment | null {
  for (const { request, gmFinal, gm, mw } of attempts) {
    const first = request ?? gmFinal ?? gm.responses[0] ?? mw.responses[0];
    if (first !== undefined) return first;
  }
  return unverified[0] ?? null;
}

/**
 * The notes of the time in which a registration is the latest of its UE or the last but one: its exchanges may go on for
 * a while after the UE has registered again.
 */
export function notesDuring<Note extends Moment>(
  { begin, over }: CaseTimes,
  notes: readonly Note[],
): readonly Note[] {
  return notesBetween(notes, begin, over);
}

/** The notes from one moment until another one, null for the end; none without a beginning. They must be in order. */
export function notesBetween<Note extends Moment>(
  notes: readonly Note[],
  begin: Moment | null,
  end: Moment | null,
): readonly Note[] {
  if (begin === null) return [];
  return notes.slice(indexAt(notes, begin), end === null ? notes.length : indexAt(notes, end));
}

/** Compares moments, for sort(). */
export function byTime(a: Moment, b: Moment): number {
  return a.seconds - b.seconds || a.nanoseconds - b.nanoseconds;
}

/** The index of the first note that is not earlier than a moment. The notes must be in order of time. */
export function indexAt(notes: readonly Moment[], moment: Moment): number {
  return placeBehind(notes, note => byTime(note, moment) < 0);
}

/** The index of the first item for which `isBefore` is false. It must be true for all items before that one. */
export function placeBehind<Item>(items: readonly Item[], isBefore: (item: Item) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(items[middle] as Item)) low = middle + 1;
    else high = middle;
  }
  return low;
}
