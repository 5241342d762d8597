import type { TimelineStep } from '../../model/diagnosis.ts';
import type { RegistrationCase } from '../cases/case.ts';
import { secondsBetween } from '../journal/notes.ts';
import { accessSteps } from './access-steps.ts';
import { attemptSteps, unverifiedSteps } from './attempt-steps.ts';
import { diameterSteps } from './diameter-steps.ts';
import { outsideSteps } from './outside-steps.ts';
import { outvotedSteps } from './outvoted-steps.ts';
import { setSteps } from './set-steps.ts';

/**
 * The steps of a registration in order of time: how the phone found its P-CSCF, Cx, Rx and Gx, REGISTERs and their responses on Gm and Mw, challenges, agreements,
 * states of the SA sets, ESP by SA, TCP connections inside ESP, and SIP outside the SAs.
 */
export function timelineOf(subject: RegistrationCase): TimelineStep[] {
  const steps = [
    ...accessSteps(subject),
    ...diameterSteps(subject),
    ...subject.attempts.flatMap(attempt => attemptSteps(subject, attempt)),
    ...unverifiedSteps(subject),
    ...subject.sets.flatMap(set => setSteps(subject, set)),
    ...outsideSteps(subject),
    ...outvotedSteps(subject),
  ];
  return steps.sort((a, b) => secondsBetween(b, a));
}
