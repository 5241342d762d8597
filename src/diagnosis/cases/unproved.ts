import type { SaSet } from '../../model/security-association.ts';
import { isProvenSet } from '../../registration/parties/trust.ts';

/**
 * Agreements without a packet beside one that an ICV has proved, for the same challenge or an SPI of it: several of them
 * are forgeries, and say nothing about a registration. A single one may be a UE that begins anew.
 */
export function unprovedBeside(sets: readonly SaSet[]): ReadonlySet<SaSet> {
  const proved = new Set(sets.filter(isProvenSet).flatMap(namesOf));
  const beside = new Map<string, SaSet[]>();
  for (const set of sets) {
    if (set.sas.some(({ packets }) => packets > 0)) continue;
    const name = namesOf(set).find(one => proved.has(one));
    if (name === undefined) continue;
    const others = beside.get(name);
    if (others === undefined) beside.set(name, [set]);
    else others.push(set);
  }
  return new Set([...beside.values()].filter(({ length }) => length > 1).flat());
}

/** Its challenge, and its SPIs with their destinations. */
function namesOf({ nonce, sas }: SaSet): string[] {
  const spis = sas.map(({ destination, spi }) => `${destination} ${spi}`);
  return nonce === null ? spis : [...spis, nonce];
}
