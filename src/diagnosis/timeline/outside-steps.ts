import { endpointText } from '../../bytes/address.ts';
import type { TimelineStep } from '../../model/diagnosis.ts';
import type { RegistrationCase } from '../cases/case.ts';
import { isAfter, type Moment, type SipNote } from '../journal/notes.ts';
import { stepOf } from './steps.ts';

/** At most this many steps; the last one counts the rest. */
const SHOWN = 5;

/** Unprotected SIP between UE and P-CSCF while an SA set is up: it belongs in ESP (TS 33.203 §7.1). */
export function outsideSteps({ sets, others, registration }: RegistrationCase): TimelineStep[] {
  const since = establishedAt(sets.map(({ set }) => set.history));
  if (since === null) return [];
  const isOutside = (note: SipNote) =>
    note.protection === null &&
    isAfter(note, since) &&
    (note.source === registration.pcscf || note.destination === registration.pcscf);
  const outside = others.filter(isOutside);
  return outside.slice(0, SHOWN).map((note, i) => {
    const more = i === SHOWN - 1 && outside.length > SHOWN ? ` (and ${outside.length - SHOWN} more)` : '';
    const ends = `${endpointText(note.source, note.sourcePort)} to ${endpointText(note.destination, note.destinationPort)}`;
    return stepOf(
      'outside',
      'odd',
      note,
      [note],
      `unprotected, outside the SAs: ${titleOf(note)} from ${ends}${more}`,
    );
  });
}

function titleOf({ message }: SipNote): string {
  return message.method ?? `${message.status} ${message.reason ?? ''} (${message.cseq?.method ?? '?'})`;
}

function establishedAt(
  histories: readonly (readonly (Moment & { readonly state: string })[])[],
): Moment | null {
  const moments = histories.flatMap(history => history.filter(({ state }) => state === 'established'));
  return moments.reduce<Moment | null>(
    (first, one) => (first === null || isAfter(first, one) ? one : first),
    null,
  );
}
