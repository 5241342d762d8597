import type { KeySource, SaSet, SecurityAssociation, Suite } from '../../model/security-association.ts';

/** The suite of an SA's packets; the agreed one if none has been proved yet; null if unknown. */
export function suiteOf(set: SaSet): Suite | null {
  return set.used ?? set.agreed[0] ?? null;
}

/** The algorithms of an SA: those from the user if given with its keys, otherwise those of its set. */
export function suiteOfSa({ set, given }: SecurityAssociation): Readonly<Record<keyof Suite, string>> | null {
  return given ?? suiteOf(set);
}

/** Source of the key of an SA: of the proved key, or of the first candidate. */
export function keySourceOf({ set, given }: SecurityAssociation): KeySource {
  if (given !== null) return given.unsupported === null ? 'file' : 'none';
  return set.key?.source ?? set.keys[0]?.source ?? 'none';
}
