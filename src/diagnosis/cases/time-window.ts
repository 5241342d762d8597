import type { Moment } from '../journal/notes.ts';
import type { RegistrationCase } from './case.ts';

/**
 * Of notes in order of time those while a registration is the latest of its UE or the last but one: what a UE began
 * goes on for a while after it has begun anew. So a UE that registers without end costs no more than many UEs.
 */
export function notesDuring<Note extends Moment>(
  { attempts, next }: Pick<RegistrationCase, 'attempts' | 'next'>,
  notes: readonly Note[],
): readonly Note[] {
  const from = attempts[0]?.request ?? null;
  const to = next?.next?.attempts[0]?.request ?? null;
  const first = from === null ? 0 : indexAt(notes, from);
  return notes.slice(first, to === null ? notes.length : indexAt(notes, to));
}

/** Orders moments; for sort(). */
export function byTime(a: Moment, b: Moment): number {
  return a.seconds - b.seconds || a.nanoseconds - b.nanoseconds;
}

/** Of notes in order of time the index of the first that is not earlier than a moment. */
export function indexAt(notes: readonly Moment[], moment: Moment): number {
  return placeBehind(notes, note => byTime(note, moment) < 0);
}

/** Of items of which the first ones are before something, and the others are not: the index of the first other. */
export function placeBehind<Item>(items: readonly Item[], isBefore: (item: Item) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(items[middle] as Item)) low = middle + 1;
    else high = middle;
  }
  return low;
}
