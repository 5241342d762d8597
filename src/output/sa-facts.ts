import type { SaSet, Suite } from '../model/security-association.ts';

/** The suite that an SA's packets use; what was agreed while none has been proved; null if nothing is known. */
export function suiteOf(set: SaSet): Suite | null {
  return set.used ?? set.agreed[0] ?? null;
}

/** Where the key of a set came from: the one that verified, or the first that waits to be proved. */
export function keySourceOf(set: SaSet): string {
  return set.key?.source ?? set.keys[0]?.source ?? 'none';
}
