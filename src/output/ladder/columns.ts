import type { EntryHosts } from './entry.ts';
import { isSip, type LadderEntry } from './entry.ts';
import type { LadderHost } from './hosts.ts';

/**
 * The hosts of messages in the order of a ladder: the UE, the P-CSCF, then inwards; the HSS is next to the CSCFs that
 * ask it. The called UE and its P-CSCF are at the far end. Hosts of the same place keep the order of their first
 * message.
 */
export function inColumns(entries: readonly LadderEntry[], hosts: EntryHosts): LadderHost[] {
  const order = new Set<LadderHost>();
  for (const entry of entries) order.add(hosts.from(entry)).add(hosts.to(entry));
  const placeOf = new Map<LadderHost, number>();
  const taken = new Set<string>();
  for (const host of order) {
    const { role } = host;
    const isFarEnd = role !== null && taken.has(role) && isOneDialogue(entries);
    placeOf.set(
      host,
      isFarEnd && role in FAR_PLACES ? (FAR_PLACES[role] as number) : (PLACES[role ?? ''] ?? INSIDE),
    );
    if (role !== null) taken.add(role);
  }
  return [...order].sort((one, other) => (placeOf.get(one) as number) - (placeOf.get(other) as number));
}

function isOneDialogue(entries: readonly LadderEntry[]): boolean {
  return new Set(entries.flatMap(one => (isSip(one) ? [one.callId] : []))).size <= 1;
}

/** Places from left to right. */
const PLACES: Readonly<Record<string, number>> = {
  UE: 0,
  eNB: 1,
  gNB: 1,
  MME: 2,
  AMF: 2,
  SGW: 3,
  PGW: 4,
  PCRF: 5,
  'P-CSCF': 6,
  'I-CSCF': 7,
  'S-CSCF': 8,
  'Diameter agent': 9,
  HSS: 10,
};
/** Place of an unknown host: an application server or another network, which the S-CSCF talks to. */
const INSIDE = 11;
const FAR_PLACES: Readonly<Record<string, number>> = { 'P-CSCF': 12, UE: 13 };
