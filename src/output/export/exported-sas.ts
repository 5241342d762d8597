import { spiText } from '../../bytes/hex.ts';
import { printable } from '../../bytes/printable.ts';
import { type EspKeys, espKeysOfSa } from '../../ipsec/esp-keys.ts';
import { isAgreed } from '../../ipsec/sa/sa-set.ts';
import type { SaSet, SecurityAssociation } from '../../model/security-association.ts';
import { keySourceOf, suiteOfSa } from '../text/sa-facts.ts';

/** An SA whose keys are reliable enough for a kernel. */
interface ExportedSa {
  readonly sa: SecurityAssociation;
  readonly alg: string;
  readonly ealg: string;
  readonly keys: EspKeys;
}

/** An SA on one host. */
export interface HostSa extends ExportedSa {
  readonly direction: 'in' | 'out';
  /** Has it a policy? False if its ports are unknown, or a newer set has the same policy. */
  readonly hasPolicy: boolean;
}

/** The SAs of one set on one host. */
export interface HostSet {
  /** A description in one line. */
  readonly title: string;
  /** Number that connects policies with their states. */
  readonly request: number;
  /** Tunnel mode in UDP (TS 33.203 Annex M). */
  readonly tunnel: boolean;
  readonly sas: readonly HostSa[];
}

/** The SAs of one host. */
export interface HostPlan {
  readonly address: string;
  /** `UE`, `P-CSCF`, or `end` if no agreement shows its role. */
  readonly role: string;
  readonly sets: readonly HostSet[];
}

/** The SAs for kernels at both ends, and one line for each SA that is left out. */
export interface SaExport {
  readonly hosts: readonly HostPlan[];
  readonly left: readonly string[];
  /** Number of SAs; an SA at both ends counts once. */
  readonly count: number;
}

/**
 * The SAs by host, if an ICV has proved their key, or the key came with their challenge and no packet can prove it. A
 * host can have one SA per destination and SPI, and one policy per pair of ports: the newest generation is kept.
 *
 * @param tunnels sets with packets in tunnel mode.
 * @param canExport can the format express these algorithms?
 */
export function exportedSas(
  sets: readonly SaSet[],
  tunnels: ReadonlySet<SaSet>,
  canExport: (alg: string, ealg: string) => boolean,
): SaExport {
  const left: string[] = [];
  const plans = new Map<string, { role: string; sets: HostSet[] }>();
  const states = new Set<string>();
  const policies = new Set<string>();
  let count = 0;
  for (const set of sets.toReversed()) {
    const sas: (ExportedSa & { hasPolicy: boolean })[] = [];
    for (const sa of set.sas) {
      const exported = exportedSa(sa, canExport);
      const reason = typeof exported === 'string' ? exported : null;
      const place = `${sa.destination} ${sa.spi}`;
      if (reason !== null || states.has(place))
        left.push(`${aboutSa(sa)}: ${reason ?? 'a newer SA has the same destination and SPI'}`);
      else sas.push({ ...(exported as ExportedSa), hasPolicy: claim(policies, sa) });
      if (reason === null) states.add(place);
    }
    if (sas.length === 0) continue;
    count += sas.length;
    for (const [role, { address }] of rolesOf(set)) {
      const plan = plans.get(address) ?? { role, sets: [] };
      plans.set(address, plan);
      plan.sets.unshift({
        title: titleOf(set, sas),
        request: set.id,
        tunnel: tunnels.has(set),
        sas: sas.map(one => ({ ...one, direction: one.sa.source === address ? 'out' : 'in' })),
      });
    }
  }
  return { hosts: [...plans].map(([address, plan]) => ({ address, ...plan })), left, count };
}

/** Describes an SA without its keys. */
function aboutSa(sa: SecurityAssociation): string {
  return `set ${sa.set.id} ${sa.name} ${sa.source} → ${sa.destination} SPI ${spiText(sa.spi)}`;
}

/** The SA with its keys, or the reason why they are not reliable enough. */
function exportedSa(
  sa: SecurityAssociation,
  canExport: (alg: string, ealg: string) => boolean,
): ExportedSa | string {
  const { set, given } = sa;
  if (given !== null && given.unsupported !== null) return printable(`${given.unsupported} is not supported`);
  const isProved = given === null ? set.key !== null && set.used !== null : sa.icvGood > 0;
  if (!isProved) {
    if (given === null && set.keys.length === 0) return 'no key is known';
    const judged = given === null ? set.sas : [sa];
    if (judged.some(({ icvBad, implausible }) => icvBad + implausible > 0))
      return 'its packets contradict the key';
    const isKnown = given !== null || hasKeyOfItsOwn(set);
    if (!isKnown) return 'no packet has proved a key';
  }
  const suite = suiteOfSa(sa);
  if (suite === null) return 'no algorithm is known';
  if (!canExport(suite.alg, suite.ealg))
    return printable(`this format has no ${suite.alg} with ${suite.ealg}`);
  return { sa, alg: suite.alg, ealg: suite.ealg, keys: espKeysOfSa(sa) };
}

/** Has the set a single key, which came with its own challenge? A key from the user may belong to other sets. */
function hasKeyOfItsOwn({ keys, sas }: SaSet): boolean {
  const isFirstAlone = keys.every(({ source }, i) => (source === 'file') === i > 0);
  return keys.length > 0 && isFirstAlone && sas.every(({ packets }) => packets === 0);
}

/** Without ports a policy would apply to all traffic between the hosts. */
function claim(policies: Set<string>, sa: SecurityAssociation): boolean {
  if (sa.sourcePort === 0 || sa.destinationPort === 0) return false;
  const policy = `${sa.source} ${sa.sourcePort} ${sa.destination} ${sa.destinationPort}`;
  if (policies.has(policy)) return false;
  policies.add(policy);
  return true;
}

function rolesOf(set: SaSet): readonly (readonly [string, { readonly address: string }])[] {
  const isKnown = set.sas.some(isAgreed);
  return [
    [isKnown ? 'UE' : 'end', set.ue],
    [isKnown ? 'P-CSCF' : 'end', set.pcscf],
  ];
}

function titleOf(set: SaSet, sas: readonly ExportedSa[]): string {
  const { alg, ealg, sa } = sas[0] as ExportedSa;
  const good = set.sas.reduce((sum, { icvGood }) => sum + icvGood, 0);
  const proof = good === 0 ? 'not proved by any packet' : `proved by ${good} packet${good === 1 ? '' : 's'}`;
  const ends = `${set.ue.address} and ${set.pcscf.address}`;
  return `set ${set.id}, generation ${set.generation}, ${set.state}: ${ends}, ${alg}, ${ealg}; key of source ${keySourceOf(sa)}, ${proof}`;
}
