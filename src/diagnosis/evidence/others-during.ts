import type { RegistrationCase } from '../cases/case.ts';
import { notesBetween } from '../cases/time-window.ts';
import type { SipNote } from '../journal/notes.ts';

/** Messages of other methods from the first REGISTER of a registration until the UE registers again, in order. */
export function othersDuring({ begin, anew, others }: RegistrationCase): readonly SipNote[] {
  return notesBetween(others, begin, anew);
}
