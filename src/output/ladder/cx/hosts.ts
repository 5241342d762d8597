import { endpointText } from '../../../bytes/address.ts';
import type { EntryHosts } from '../entry.ts';
import type { LadderHost, LadderHosts } from '../hosts.ts';
import type { LadderMessage } from '../message.ts';
import type { HostRole } from '../roles.ts';
import { isCx, type LadderCx } from './cx.ts';

/** The sender of a Cx request (TS 29.228 §6.1). */
const REQUESTERS: Readonly<Record<LadderCx['command'], HostRole>> = {
  UA: 'I-CSCF',
  LI: 'I-CSCF',
  MA: 'S-CSCF',
  SA: 'S-CSCF',
};

/**
 * Adds the hosts of Cx to those of SIP. The host that answers is the HSS; one that forwards a request is a Diameter
 * agent (RFC 6733 §2.8). The host that asks is the CSCF at its address in SIP, or a new host.
 */
export function hostsWithHss(
  sip: LadderHosts,
  cx: readonly LadderCx[],
  names: ReadonlyMap<string, string>,
): EntryHosts {
  const agents = agentsAmong(cx);
  const requesters = new Set<string>();
  const answerers = new Map<string, Set<number>>();
  for (const one of cx) {
    requesters.add(requesterOf(one));
    const { address, port } = answererOf(one);
    const ports = answerers.get(address);
    if (ports === undefined) answerers.set(address, new Set([port]));
    else ports.add(port);
  }
  const known = new Map<string, LadderHost>();
  const found = (role: HostRole, address: string, find: () => LadderHost) => {
    const key = `${role} ${address}`;
    const host = known.get(key) ?? find();
    known.set(key, host);
    return host;
  };
  const agent = (address: string) =>
    found('Diameter agent', address, () => hostOf('Diameter agent', address, [], names));
  const answerer = (one: LadderCx) => {
    const { address } = answererOf(one);
    if (agents.has(address)) return agent(address);
    return found('HSS', address, () => {
      const isShared = requesters.has(address) || sip.at(address).length > 0;
      return hostOf('HSS', address, isShared ? [...(answerers.get(address) ?? [])] : [], names);
    });
  };
  const requester = (one: LadderCx) => {
    const address = requesterOf(one);
    if (agents.has(address)) return agent(address);
    const role = REQUESTERS[one.command];
    return found(role, address, () => cscfAt(sip.at(address), role) ?? hostOf(role, address, [], names));
  };
  return {
    from: entry => {
      if (!isCx(entry)) return sip.from(entry as LadderMessage);
      return entry.request ? requester(entry) : answerer(entry);
    },
    to: entry => {
      if (!isCx(entry)) return sip.to(entry as LadderMessage);
      return entry.request ? answerer(entry) : requester(entry);
    },
  };
}

/** The CSCF for a role. I-CSCF and S-CSCF may be one host. A host without a known role counts if it is the only one. */
function cscfAt(hosts: readonly LadderHost[], role: HostRole): LadderHost | undefined {
  const [only] = hosts;
  return (
    hosts.find(host => host.role === role) ??
    hosts.find(host => host.role === 'S-CSCF' || host.role === 'I-CSCF') ??
    (hosts.length === 1 && only?.role === null ? only : undefined)
  );
}

/** Addresses that forwarded what they received: the End-to-End Identifier stays the same (RFC 6733 §6.1.9). */
function agentsAmong(cx: readonly LadderCx[]): ReadonlySet<string> {
  const received = new Map<string, Set<string>>();
  const agents = new Set<string>();
  for (const { command, request, endToEnd, source, destination } of cx) {
    if (!request || source === destination) continue;
    const transaction = `${command} ${endToEnd}`;
    const receivers = received.get(transaction) ?? new Set();
    if (receivers.has(source)) agents.add(source);
    received.set(transaction, receivers.add(destination));
  }
  return agents;
}

function requesterOf({ request, source, destination }: LadderCx): string {
  return request ? source : destination;
}

function answererOf(one: LadderCx): { readonly address: string; readonly port: number } {
  const { request, source, sourcePort, destination, destinationPort } = one;
  return request ? { address: destination, port: destinationPort } : { address: source, port: sourcePort };
}

/** If several hosts share the address, the ports are shown, and a name applies to one of the ports. */
function hostOf(
  role: HostRole,
  address: string,
  ports: readonly number[],
  names: ReadonlyMap<string, string>,
): LadderHost {
  const [first, ...more] = ports;
  if (first === undefined) return { name: names.get(address) ?? role, role, addresses: [address] };
  const given = ports.map(port => names.get(endpointText(address, port))).find(name => name !== undefined);
  const all = [endpointText(address, first), ...more].join(',');
  return { name: given ?? role, role, addresses: [all] };
}
