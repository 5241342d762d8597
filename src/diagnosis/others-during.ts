import type { RegistrationCase } from './case.ts';
import { isAfter, type Moment, type SipNote } from './notes.ts';

/** Messages of other methods from the first REGISTER of a registration until the UE registers anew, in order. */
export function othersDuring({ attempts, others, next }: RegistrationCase): SipNote[] {
  const begin = attempts[0]?.request ?? null;
  const end = next?.attempts[0]?.request ?? null;
  const found: SipNote[] = [];
  for (let i = begin === null ? 0 : firstAfter(others, begin); i < others.length; i++) {
    const note = others[i] as SipNote;
    if (end !== null && isAfter(note, end)) break;
    found.push(note);
  }
  return found;
}

/** Place of the first note that is later than a moment. */
function firstAfter(notes: readonly SipNote[], moment: Moment): number {
  let low = 0;
  let high = notes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAfter(notes[middle] as SipNote, moment)) high = middle;
    else low = middle + 1;
  }
  return low;
}
