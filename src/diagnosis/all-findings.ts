import type { Diagnosis, Finding } from '../model/diagnosis.ts';

/** The findings of every registration, then those of the capture. */
export function allFindings({ registrations, findings }: Diagnosis): Finding[] {
  return [...registrations.flatMap(one => one.findings), ...findings];
}
