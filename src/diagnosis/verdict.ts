import type { Finding } from '../model/diagnosis.ts';
import type { RegistrationOutcome } from '../model/registration.ts';
import type { RegistrationCase } from './case.ts';

/** One sentence on a registration. */
export function verdictOf(
  _subject: RegistrationCase,
  outcome: RegistrationOutcome,
  _findings: readonly Finding[],
): string {
  return outcome;
}
