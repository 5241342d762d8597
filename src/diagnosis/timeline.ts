import type { TimelineStep } from '../model/diagnosis.ts';
import type { RegistrationCase } from './case.ts';

/** What happened in a registration, in order. */
export function timelineOf(_subject: RegistrationCase): TimelineStep[] {
  return [];
}
