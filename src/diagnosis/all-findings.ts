import type { Diagnosis, Finding } from '../model/diagnosis.ts';

/** What was found, of every registration and then of the capture. */
export function allFindings({ registrations, findings }: Diagnosis): Finding[] {
  return [...registrations.flatMap(one => one.findings), ...findings];
}
