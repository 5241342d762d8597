import type { RegistrationCase } from '../../cases/case.ts';
import type { Refusal } from './refusals.ts';

/**
 * Does the P-CSCF refuse by itself? The capture has Mw for this UE, but this REGISTER did not go on to the core, and no
 * response came back from there. Without Mw it cannot be told.
 */
export function isOfPcscf({ attempts, previous, next }: RegistrationCase, { attempt }: Refusal): boolean {
  if (attempt.mw.requests.length > 0 || attempt.mw.responses.length > 0) return false;
  if (attempt.gm.responses.length === 0) return false;
  const near = [...attempts, ...(previous?.attempts ?? []), ...(next?.attempts ?? [])];
  return near.some(({ mw }) => mw.requests.length > 0);
}
