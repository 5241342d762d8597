import type { LadderMessage } from './message.ts';

/** The role of a host in IMS (TS 23.228 §4.6, §4.14; RFC 6733 §2.8), or before it (TS 23.401 §4.4, TS 23.501 §6.2). */
export type HostRole =
  | 'UE'
  | 'eNB'
  | 'gNB'
  | 'MME'
  | 'AMF'
  | 'SGW'
  | 'PGW'
  | 'PCRF'
  | 'P-CSCF'
  | 'I-CSCF'
  | 'S-CSCF'
  | 'Diameter agent'
  | 'HSS';

/** The hosts of messages, by name, and their known roles. */
interface RoleContext {
  readonly from: (message: LadderMessage) => string;
  readonly to: (message: LadderMessage) => string;
  readonly ends: ReadonlyMap<string, HostRole>;
}

/**
 * Finds the roles of hosts from their messages. The sender of a REGISTER with one Via is the UE, with two Vias the
 * P-CSCF. A challenge goes from the S-CSCF through I-CSCF and P-CSCF to the UE (TS 24.229 §5.4.1.2, §5.3.1.2, §5.2.2):
 * a host that only sends it is the S-CSCF, one that forwards it to the UE is the P-CSCF, one that forwards it to
 * another host is the I-CSCF. A host that talks to the P-CSCF inside ESP is a UE.
 */
export function rolesOf(
  messages: readonly LadderMessage[],
  context: RoleContext,
): ReadonlyMap<string, HostRole> {
  const roles = new Map(context.ends);
  const note = (host: string, role: HostRole) => {
    if (!roles.has(host)) roles.set(host, role);
  };
  const secondHops = new Set<string>();
  for (const message of messages) {
    if (message.method !== 'REGISTER') continue;
    if (message.vias === 1) note(context.from(message), 'UE');
    else if (message.vias === 2) secondHops.add(context.from(message));
  }
  for (const { senders, receivers } of challengeTrails(messages, context)) {
    for (const [sender, receiver] of senders)
      if (receivers.has(sender) && roles.get(receiver) === 'UE') note(sender, 'P-CSCF');
    for (const [sender, receiver] of senders) {
      if (receivers.has(sender)) note(sender, 'I-CSCF');
      // If only Gm is seen, the source of the challenge beyond the P-CSCF is unknown.
      else if (roles.get(receiver) !== 'UE') note(sender, 'S-CSCF');
    }
    for (const receiver of receivers)
      if (secondHops.has(receiver) && !senders.some(([sender]) => sender === receiver))
        note(receiver, 'P-CSCF');
  }
  for (const message of messages) {
    if (message.protection === null) continue;
    const [sender, receiver] = [context.from(message), context.to(message)];
    if (roles.get(sender) === 'P-CSCF') note(receiver, 'UE');
    else if (roles.get(receiver) === 'P-CSCF') note(sender, 'UE');
  }
  return roles;
}

/** The hops of one challenge, and all its receivers. */
interface ChallengeTrail {
  readonly senders: [sender: string, receiver: string][];
  readonly receivers: Set<string>;
}

function challengeTrails(
  messages: readonly LadderMessage[],
  { from, to }: RoleContext,
): Iterable<ChallengeTrail> {
  const trails = new Map<string, ChallengeTrail>();
  for (const message of messages) {
    if (message.nonce === null || message.cseqMethod !== 'REGISTER') continue;
    const [sender, receiver] = [from(message), to(message)];
    if (sender === receiver) continue;
    const trail = trails.get(message.nonce) ?? { senders: [], receivers: new Set() };
    trail.senders.push([sender, receiver]);
    trail.receivers.add(receiver);
    trails.set(message.nonce, trail);
  }
  return trails.values();
}
