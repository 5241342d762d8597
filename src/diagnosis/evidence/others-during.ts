import type { RegistrationCase } from '../cases/case.ts';
import { indexAt } from '../cases/time-window.ts';
import type { SipNote } from '../journal/notes.ts';

/** Messages of other methods from the first REGISTER of a registration until the UE registers again, in order. */
export function othersDuring({ attempts, others, next }: RegistrationCase): readonly SipNote[] {
  const begin = attempts[0]?.request ?? null;
  const end = next?.attempts[0]?.request ?? null;
  return others.slice(
    begin === null ? 0 : indexAt(others, begin),
    end === null ? others.length : indexAt(others, end),
  );
}
