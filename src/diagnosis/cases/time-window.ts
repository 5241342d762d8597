import type { Moment } from '../journal/notes.ts';
import type { RegistrationCase } from './case.ts';

/**
 * The notes of the time in which a registration is the latest of its UE or the last but one: its exchanges may go on for
 * a while after the UE has registered again. So a UE that registers endlessly costs no more than many UEs.
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
