import type { Pdn } from '../../access/pdn.ts';
import type { StepMark, TimelineStep } from '../../model/diagnosis.ts';
import type { RegistrationCase } from '../cases/case.ts';
import { notesBetween } from '../cases/time-window.ts';
import { isForIms, lastBefore, usablePcscf } from '../evidence/access/ims-connections.ts';
import { lookupText, mobilityText, pdnText } from '../evidence/access/pdn-text.ts';
import { isAfter } from '../journal/notes.ts';
import { stepOf } from './steps.ts';

/** Steps of discovery shown of one registration at most: a phone that tries again and again has many alike. */
const SHOWN = 12;

/** How the phone came to its P-CSCF: its connections for the IMS, and its questions, since it registered before. */
export function accessSteps(subject: RegistrationCase): TimelineStep[] {
  const found = discoveryOf(subject).map(pdn =>
    stepOf('access', markOf(pdn), pdn, pdn.frames, pdn.lookup === null ? pdnText(pdn) : lookupText(pdn)),
  );
  return [...mobilitySteps(subject), ...found];
}

/** What went wrong before the phone was let in, and when it left: since it registered before, until it does again. */
function mobilitySteps({ phone, previous, anew }: RegistrationCase): TimelineStep[] {
  return notesBetween(phone?.mobility ?? [], previous?.begin ?? START, anew)
    .slice(-LOOKED_AT)
    .filter(({ part }) => part !== 'accept')
    .slice(-SHOWN)
    .map(event =>
      stepOf('access', event.part === 'reject' ? 'bad' : 'odd', event, [event], mobilityText(event)),
    );
}

const START = { seconds: 0, nanoseconds: 0 };

/** Decisions about a phone looked at for one registration: each of those shown has an accept beside it at most. */
const LOOKED_AT = 64;

/** The connection that the registration went over, and what else led to it. */
export function discoveryOf({ phone, connection, begin, previous }: RegistrationCase): Pdn[] {
  if (phone === null || begin === null) return [];
  const before = previous?.begin ?? null;
  const isBetween = (pdn: Pdn) => !isAfter(pdn, begin) && (before === null || isAfter(pdn, before));
  const other = [
    ...lastBefore(phone.connections, begin).filter(isForIms),
    ...lastBefore(phone.lookups, begin),
  ]
    .filter(pdn => pdn !== connection && isBetween(pdn))
    .slice(-SHOWN);
  return connection === null ? other : [connection, ...other];
}

function markOf(pdn: Pdn): StepMark {
  if (pdn.result === 'rejected') return 'bad';
  if (pdn.result === 'unanswered') return 'odd';
  if (pdn.lookup !== null || !pdn.begun) return 'plain';
  return usablePcscf(pdn).length > 0 ? 'good' : 'odd';
}
