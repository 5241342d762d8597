import { readU8, readU16 } from '../../bytes/read.ts';
import { addressAt } from '../values.ts';
import { ipcpDnsServers } from './ipcp.ts';

/** One protocol or container of protocol configuration options. */
export interface PcoContainer {
  readonly id: number;
  /** A view of its contents. */
  readonly data: Uint8Array;
}

/** Address families. */
export type Family = 'ipv4' | 'ipv6';

/** Protocol configuration options, of a phone (asked for) or of the network (given). */
export interface PcoFacts {
  /** Are they of the network? */
  readonly isGiven: boolean;
  /** Numbers of all containers, in their order. */
  readonly containers: readonly number[];
  /** Families of P-CSCF addresses that the phone asks for (000CH, 0001H). */
  readonly pcscfAsked: readonly Family[];
  /** Can the phone choose another P-CSCF when it is told to (0012H)? */
  readonly pcscfReselection: boolean;
  /** Is the connection for signalling of the IMS only (0002H)? */
  readonly imsSignalling: boolean;
  /** Families of DNS server addresses that the phone asks for (000DH, 0003H, and IPCP). */
  readonly dnsAsked: readonly Family[];
  /** Every address that a container gives, with its number, in their order; those of IPCP are not among them. */
  readonly given: readonly (readonly [container: number, address: string])[];
  /** P-CSCF addresses that the network gives, canonical, in their order. */
  readonly pcscf: readonly string[];
  /** DNS servers that the network gives, each once. */
  readonly dns: readonly string[];
  /** False if a container is longer than the options: those before it were read. */
  readonly whole: boolean;
}

/** Containers (TS 24.008 §10.5.6.3). */
export const CONTAINER = {
  PCSCF_IPV6: 0x0001,
  IMS_SIGNALLING: 0x0002,
  DNS_IPV6: 0x0003,
  PCSCF_IPV4: 0x000c,
  DNS_IPV4: 0x000d,
  PCSCF_RESELECTION: 0x0012,
  IPCP: 0x8021,
} as const;

/**
 * Containers whose length takes two octets (TS 24.008 §10.5.6.3): from the network QoS rules and flow descriptions,
 * ATSSS, security of DNS servers and addresses of ECS, with whose numbers a phone asks for them; in both directions
 * service-level AA, SDNAEPC EAP and UE policy.
 */
const LONG_FROM_NETWORK: ReadonlySet<number> = new Set([0x0023, 0x0024, 0x0030, 0x0031, 0x0032]);
const LONG: ReadonlySet<number> = new Set([0x0041, 0x0051, 0x0056]);

/** Containers read of one element: its 253 octets hold no more than 84 of three octets, an extended one a few more. */
const MOST_CONTAINERS = 256;

/** The containers of PCO, ePCO or APCO, which have one format (TS 24.008 §10.5.6.3, §10.5.6.3A; TS 29.274 §8.94). */
export function pcoContainers(
  bytes: Uint8Array,
  downlink: boolean,
): { containers: PcoContainer[]; whole: boolean } {
  const containers: PcoContainer[] = [];
  // The first octet has the configuration protocol, always PPP.
  let at = 1;
  while (at < bytes.length && containers.length < MOST_CONTAINERS) {
    if (at + 3 > bytes.length) return { containers, whole: false };
    const id = readU16(bytes, at);
    const isLong = LONG.has(id) || (downlink && LONG_FROM_NETWORK.has(id));
    const start = at + (isLong ? 4 : 3);
    if (start > bytes.length) return { containers, whole: false };
    const end = start + (isLong ? readU16(bytes, at + 2) : readU8(bytes, at + 2));
    if (end > bytes.length) return { containers, whole: false };
    containers.push({ id, data: bytes.subarray(start, end) });
    at = end;
  }
  return { containers, whole: at === bytes.length };
}

/** What the options in `bytes` say. An empty container from a phone asks, one with an address from the network gives. */
export function readPco(bytes: Uint8Array, downlink: boolean): PcoFacts {
  const { containers, whole } = pcoContainers(bytes, downlink);
  const given: [container: number, address: string][] = [];
  const pcscf: string[] = [];
  const dns = new Set<string>();
  const dnsAsked = new Set<Family>();
  const asks = (id: number) => !downlink && containers.some(container => container.id === id);
  for (const { id, data } of containers) {
    const address = downlink ? addressOf(id, data) : null;
    if (address !== null) given.push([id, address]);
    if (id === CONTAINER.PCSCF_IPV4 || id === CONTAINER.PCSCF_IPV6) {
      if (address !== null) pcscf.push(address);
    } else if (address !== null) dns.add(address);
    if (id !== CONTAINER.IPCP) continue;
    const servers = ipcpDnsServers(data);
    if (!downlink && servers.length > 0) dnsAsked.add('ipv4');
    if (downlink) for (const server of servers) if (server !== '0.0.0.0') dns.add(server);
  }
  if (asks(CONTAINER.DNS_IPV4)) dnsAsked.add('ipv4');
  if (asks(CONTAINER.DNS_IPV6)) dnsAsked.add('ipv6');
  const pcscfAsked: Family[] = [];
  if (asks(CONTAINER.PCSCF_IPV4)) pcscfAsked.push('ipv4');
  if (asks(CONTAINER.PCSCF_IPV6)) pcscfAsked.push('ipv6');
  return {
    isGiven: downlink,
    containers: containers.map(({ id }) => id),
    pcscfAsked,
    pcscfReselection: asks(CONTAINER.PCSCF_RESELECTION),
    imsSignalling: containers.some(({ id }) => id === CONTAINER.IMS_SIGNALLING),
    dnsAsked: [...dnsAsked],
    given,
    pcscf,
    dns: [...dns],
    whole,
  };
}

/** The address in a container of P-CSCFs or DNS servers; null for other containers. */
function addressOf(id: number, data: Uint8Array): string | null {
  if (id === CONTAINER.PCSCF_IPV4 || id === CONTAINER.DNS_IPV4)
    return data.length === 4 ? addressAt(data, 0, 4) : null;
  if (id === CONTAINER.PCSCF_IPV6 || id === CONTAINER.DNS_IPV6)
    return data.length === 16 ? addressAt(data, 0, 16) : null;
  return null;
}
