import type { TimelineStep } from '../../model/diagnosis.ts';
import type { RegistrationCase } from '../cases/case.ts';
import type { SipNote } from '../journal/notes.ts';
import { stepOf } from './steps.ts';

/** Clear REGISTERs and responses that verified ESP of the same REGISTER contradicts. */
export function outvotedSteps({ attempts }: RegistrationCase): TimelineStep[] {
  return attempts
    .filter(({ attempt }) => attempt.outvoted !== true)
    .flatMap(({ outvoted }) => outvoted.slice(0, SHOWN))
    .map(note => stepOf('outside', 'odd', note, [note], textOf(note)));
}

/** Of one REGISTER. */
const SHOWN = 8;

function textOf({ message }: SipNote): string {
  const cseq = message.cseq?.number ?? '?';
  const what =
    message.status === null
      ? `UE to P-CSCF: REGISTER ${cseq}`
      : `P-CSCF to UE: ${message.status} "${message.reason ?? ''}" to REGISTER ${cseq}`;
  return `${what} (unprotected), contradicted by ESP with a good ICV`;
}
