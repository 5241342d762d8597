import type { LadderHost, LadderHosts } from './ladder-hosts.ts';
import type { LadderMessage } from './ladder-message.ts';

/**
 * The hosts of messages in the order in which a ladder shows them: the UE, the P-CSCF, then inwards. The UE that is
 * called, and its P-CSCF, stand at the far end; hosts of the same place stand in the order of their first message.
 */
export function inColumns(messages: readonly LadderMessage[], hosts: LadderHosts): LadderHost[] {
  const order = new Set<LadderHost>();
  for (const message of messages) order.add(hosts.from(message)).add(hosts.to(message));
  const isOneDialogue = messages.every(({ callId }) => callId === messages[0]?.callId);
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
const PLACES: Readonly<Record<string, number>> = { UE: 0, 'P-CSCF': 1, 'I-CSCF': 2, 'S-CSCF': 3 };
/** Where nothing is known of it: an application server, or another network, which the S-CSCF talks to. */
const INSIDE = 4;
const FAR_PLACES: Readonly<Record<string, number>> = { 'P-CSCF': 5, UE: 6 };
