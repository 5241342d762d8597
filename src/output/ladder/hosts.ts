import { endpointText } from '../../bytes/address.ts';
import { addTo } from '../../bytes/tables/add-to.ts';
import { isAgreed } from '../../ipsec/sa/sa-set.ts';
import type { Registration } from '../../model/registration.ts';
import type { AgreementEnd, SaSet } from '../../model/security-association.ts';
import type { WhoIsWho } from '../../registration/parties/who-is-who.ts';
import type { LadderMessage } from './message.ts';
import { type HostRole, rolesOf } from './roles.ts';

/** One column of a ladder: one host with all its addresses. */
export interface LadderHost {
  /** The name from the user, its role, or its address. */
  readonly name: string;
  /** Null if unknown. */
  readonly role: HostRole | null;
  /** `10.10.0.1`; with ports if several hosts share an address: `10.4.128.21:5060,6100`. */
  readonly addresses: readonly string[];
}

/** Facts that show which host an address belongs to. */
export interface HostKnowledge {
  readonly registrations: readonly Registration[];
  readonly sets: readonly SaSet[];
  /** The roles found in the whole capture, whichever messages are drawn. */
  readonly whoIsWho: WhoIsWho;
  /** Names from the user, by `address` or `address:port`. */
  readonly names: ReadonlyMap<string, string>;
}

/** The hosts of a capture, and the two hosts of each message. */
export interface LadderHosts {
  readonly from: (message: LadderMessage) => LadderHost;
  readonly to: (message: LadderMessage) => LadderHost;
  /** The hosts at an address; several hosts have different ports of it. */
  readonly at: (address: string) => readonly LadderHost[];
}

/**
 * Finds the hosts behind the addresses of messages.
 *
 * A host may have several addresses: a P-CSCF has one on Gm and one on Mw. Via proves that they are one host: a proxy
 * puts its own Via on top of the received one (RFC 3261 §16.6), so the sender of [b2, b1] is the receiver of b1. An
 * address that talks to itself belongs to several hosts, which differ in their ports.
 */
export function ladderHosts(messages: readonly LadderMessage[], knowledge: HostKnowledge): LadderHosts {
  const ends = new HostEnds(messages, knowledge.whoIsWho);
  const joined = new JoinedEnds();
  for (const { source, sourcePort, destination, destinationPort } of messages) {
    joined.add(ends.keyOf(source, sourcePort));
    joined.add(ends.keyOf(destination, destinationPort));
  }
  joinByVia(messages, ends, joined);
  for (const [one, other] of knowledge.whoIsWho.sameHosts)
    if (joined.has(one) && joined.has(other)) joined.join(one, other);
  joinPorts(messages, knowledge, ends, joined);
  const rootOf = (address: string, port: number) => joined.rootOf(ends.keyOf(address, port));
  const roles = rolesOf(messages, {
    from: ({ source, sourcePort }) => rootOf(source, sourcePort),
    to: ({ destination, destinationPort }) => rootOf(destination, destinationPort),
    ends: rolesByAddress(knowledge, ends, joined),
  });
  const hosts = new Map<string, LadderHost>();
  const byAddress = new Map<string, LadderHost[]>();
  for (const [root, keys] of joined.groups()) {
    const host = hostOf(keys, roles.get(root) ?? null, knowledge.names);
    hosts.set(root, host);
    for (const address of new Set(keys.map(addressOf))) addTo(byAddress, address, host);
  }
  const hostAt = (address: string, port: number) => hosts.get(rootOf(address, port)) as LadderHost;
  return {
    from: ({ source, sourcePort }) => hostAt(source, sourcePort),
    to: ({ destination, destinationPort }) => hostAt(destination, destinationPort),
    at: address => byAddress.get(address) ?? [],
  };
}

/** Names the ends of messages: by address, or by address and port if an address talks to itself. */
class HostEnds {
  readonly #shared = new Set<string>();
  /** The port at which the host behind an ephemeral port can be reached. */
  readonly #reachedAt = new Map<string, number>();

  constructor(messages: readonly LadderMessage[], whoIsWho: WhoIsWho) {
    for (const { source, sourcePort, destination, destinationPort } of messages) {
      if (source === destination && sourcePort !== destinationPort) this.#shared.add(source);
      for (const end of [source, destination]) if (whoIsWho.isShared(end)) this.#shared.add(end);
    }
    for (const { method, transport, source, sourcePort, viaPort, vias } of messages)
      if (method !== null && transport === 'tcp' && vias > 0 && this.#shared.has(source))
        this.#reachedAt.set(endpointText(source, sourcePort), viaPort);
  }

  isShared(address: string): boolean {
    return this.#shared.has(address);
  }

  keyOf(address: string, port: number): string {
    if (!this.#shared.has(address)) return address;
    const end = endpointText(address, port);
    const reachedAt = this.#reachedAt.get(end);
    return reachedAt === undefined ? end : endpointText(address, reachedAt);
  }

  /** The keys of one end of an agreement; none if its ports are needed but unknown. */
  keysOf({ address, portC, portS }: AgreementEnd): string[] {
    if (!this.#shared.has(address)) return [address];
    return [portC, portS].filter(port => port !== 0).map(port => this.keyOf(address, port));
  }
}

/** Ends that belong to one host: disjoint sets, each named by one of its ends. */
class JoinedEnds {
  readonly #parents = new Map<string, string>();

  add(key: string): void {
    if (!this.#parents.has(key)) this.#parents.set(key, key);
  }

  has(key: string): boolean {
    return this.#parents.has(key);
  }

  rootOf(key: string): string {
    let root = key;
    for (
      let next = this.#parents.get(root);
      next !== undefined && next !== root;
      next = this.#parents.get(root)
    )
      root = next;
    if (this.#parents.has(key)) this.#parents.set(key, root);
    return root;
  }

  /** The host keeps the name that `one` has. */
  join(one: string, other: string): void {
    this.#parents.set(this.rootOf(other), this.rootOf(one));
  }

  /** The ends of each host; hosts and ends in the order of their first message. */
  groups(): Map<string, string[]> {
    const groups = new Map<string, string[]>();
    for (const key of this.#parents.keys()) addTo(groups, this.rootOf(key), key);
    return groups;
  }
}

/** Start of every branch, except for branches of an older, ambiguous standard (RFC 3261 §8.1.1.7). */
const MAGIC_COOKIE = /^z9hG4bK./i;

function joinByVia(messages: readonly LadderMessage[], ends: HostEnds, joined: JoinedEnds): void {
  /** Sender and receiver of a request, by Call-ID and branch. */
  const received = new Map<string, { from: string; by: string }>();
  for (const { method, branch, callId, source, sourcePort, destination, destinationPort } of messages) {
    if (method === null || branch === null || !MAGIC_COOKIE.test(branch)) continue;
    const name = `${branch} ${callId}`;
    if (received.has(name)) continue;
    const [from, by] = [ends.keyOf(source, sourcePort), ends.keyOf(destination, destinationPort)];
    received.set(name, { from, by });
  }
  for (const { previousBranch, callId, source, sourcePort } of messages) {
    const hop = previousBranch === null ? undefined : received.get(`${previousBranch} ${callId}`);
    const sender = ends.keyOf(source, sourcePort);
    // A sender that added two Vias is not the receiver.
    if (hop !== undefined && joined.rootOf(sender) !== joined.rootOf(hop.from)) joined.join(hop.by, sender);
  }
}

/** At an address with several hosts, the ports that talk to a UE are those of its P-CSCF. */
function joinPorts(
  messages: readonly LadderMessage[],
  { registrations, sets }: HostKnowledge,
  ends: HostEnds,
  joined: JoinedEnds,
): void {
  const ues = new Set(registrations.map(({ ue }) => ue));
  for (const { ue, sas } of sets) if (sas.some(isAgreed)) ues.add(ue.address);
  // At an address with several hosts, the sender inside ESP is its P-CSCF.
  for (const { protection, source, destination } of messages)
    if (protection !== null) ues.add(ends.isShared(source) ? destination : source);
  const firstPorts = new Map<string, string>();
  const note = (address: string, port: number, peer: string) => {
    if (!ends.isShared(address) || ends.isShared(peer) || !ues.has(peer)) return;
    const key = ends.keyOf(address, port);
    const first = firstPorts.get(address);
    if (first === undefined) firstPorts.set(address, key);
    else joined.join(first, key);
  };
  for (const { source, sourcePort, destination, destinationPort } of messages) {
    note(source, sourcePort, destination);
    note(destination, destinationPort, source);
  }
}

/** The hosts that registrations and agreements show to be UE or P-CSCF. */
function rolesByAddress(
  { registrations, sets, whoIsWho }: HostKnowledge,
  ends: HostEnds,
  joined: JoinedEnds,
): ReadonlyMap<string, HostRole> {
  const roles = new Map<string, HostRole>();
  const note = (keys: readonly string[], role: HostRole) => {
    for (const key of keys) if (joined.has(key)) roles.set(joined.rootOf(key), role);
  };
  for (const { ue, pcscf } of registrations) {
    if (pcscf !== null && !ends.isShared(pcscf)) note([pcscf], 'P-CSCF');
    if (ue !== null && !ends.isShared(ue)) note([ue], 'UE');
  }
  for (const { ue, pcscf, sas } of sets) {
    if (!sas.some(isAgreed)) continue;
    note(ends.keysOf(pcscf), 'P-CSCF');
    note(ends.keysOf(ue), 'UE');
  }
  for (const [root, keys] of joined.groups()) {
    const parties = keys.map(key => whoIsWho.partyAt(addressOf(key), Number(splitPort(key).port ?? 0)));
    const party = parties.find(one => one !== null);
    if (party !== undefined && party !== null) roles.set(root, party);
  }
  return roles;
}

function hostOf(
  keys: readonly string[],
  role: HostRole | null,
  names: ReadonlyMap<string, string>,
): LadderHost {
  const addresses = joinedPorts(keys);
  const given = [...keys, ...keys.map(addressOf)].map(key => names.get(key)).find(name => name !== undefined);
  return { name: given ?? role ?? (addresses[0] as string), role, addresses };
}

function addressOf(key: string): string {
  const { address } = splitPort(key);
  return address.startsWith('[') && address.endsWith(']') ? address.slice(1, -1) : address;
}

/** The port, or `?`, after an address; an IPv6 address with a port is in brackets. */
function splitPort(key: string): { readonly address: string; readonly port: string | null } {
  const colon = key.lastIndexOf(':');
  const port = key.slice(colon + 1);
  const isEndpoint = key[colon - 1] === ']' || key.indexOf(':') === colon;
  if (colon < 0 || !isEndpoint || !/^(?:\d+|\?)$/.test(port)) return { address: key, port: null };
  return { address: key.slice(0, colon), port };
}

/** `10.4.128.21:5060` and `10.4.128.21:6100` become `10.4.128.21:5060,6100`. */
function joinedPorts(keys: readonly string[]): string[] {
  const ports = new Map<string, string[]>();
  for (const key of keys) {
    const { address, port } = splitPort(key);
    const list = ports.get(address) ?? [];
    if (port !== null) list.push(port);
    ports.set(address, list);
  }
  return [...ports].map(([address, list]) =>
    list.length === 0 ? address : `${address}:${list.sort((a, b) => Number(a) - Number(b)).join(',')}`,
  );
}
