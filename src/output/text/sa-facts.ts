import type { SaSet, SecurityAssociation, Suite } from '../../model/security-association.ts';

/** The suite that an SA's packets use; what was agreed while none has been proved; null if nothing is known. */
export function suiteOf(set: SaSet): Suite | null {
  return set.used ?? set.agreed[0] ?? null;
}

/** The algorithms of an SA: those that a user gave with its keys, otherwise those of its set. */
export function suiteOfSa({ set, given }: SecurityAssociation): Readonly<Record<keyof Suite, string>> | null {
  return given ?? suiteOf(set);
}

/** Where the key of an SA came from: the one that verified, or the first that waits to be proved. */
export function keySourceOf({ set, given }: SecurityAssociation): string {
  if (given !== null) return given.unsupported === null ? 'file' : 'none';
  return set.key?.source ?? set.keys[0]?.source ?? 'none';
}
