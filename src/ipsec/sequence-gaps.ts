import type { SecurityAssociation } from '../model/security-association.ts';

/** How many sequence numbers between the lowest and the highest of an SA were not seen (RFC 4303 §2.2). */
export function missingSequences(sa: SecurityAssociation): number {
  if (sa.numbered === 0) return 0;
  return Math.max(0, sa.lastSequence - sa.firstSequence + 1 - sa.numbered);
}
