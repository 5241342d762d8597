import { isCx, type LadderEntry } from './cx/cx.ts';
import type { EntryHosts } from './cx/hosts.ts';
import type { LadderHost } from './hosts.ts';

/**
 * The hosts of messages in the order in which a ladder shows them: the UE, the P-CSCF, then inwards; the HSS stands
 * beside the CSCFs that ask it. The UE that is called, and its P-CSCF, stand at the far end; hosts of the same place
 * stand in the order of their first message.
 */
export function inColumns(entries: readonly LadderEntry[], hosts: EntryHosts): LadderHost[] {
  const order = new Set<LadderHost>();
  for (const entry of entries) order.add(hosts.from(entry)).add(hosts.to(entry));
  const isOneDialogue = new Set(entries.flatMap(one => (isCx(one) ? [] : [one.callId]))).size <= 1;
  const placeOf = new Map<LadderHost, number>();
  const taken = new Set<string>();
  for (const host of order) {
    const { role } = host;
    const isFarEnd = isOneDialogue && role !== null && taken.has(role);
    placeOf.set(
      host,
      isFarEnd && role in FAR_PLACES ? (FAR_PLACES[role] as number) : (PLACES[role ?? ''] ?? INSIDE),
    );
    if (role !== null) taken.add(role);
  }
  return [...order].sort((one, other) => (placeOf.get(one) as number) - (placeOf.get(other) as number));
}

/** Places from left to right. */
const PLACES: Readonly<Record<string, number>> = {
  UE: 0,
  'P-CSCF': 1,
  'I-CSCF': 2,
  'S-CSCF': 3,
  'Diameter agent': 4,
  HSS: 5,
};
/** Where nothing is known of it: an application server, or another network, which the S-CSCF talks to. */
const INSIDE = 6;
const FAR_PLACES: Readonly<Record<string, number>> = { 'P-CSCF': 7, UE: 8 };
