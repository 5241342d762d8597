import type { EntryHosts } from '../entry.ts';
import type { LadderHost } from '../hosts.ts';
import { isCore, type LadderCore } from './core.ts';

/**
 * Adds the hosts of the access network and the policy core. A P-CSCF that SIP shows is the one that asks on Rx if it is the
 * only one, and so is the only PGW of GTP-C the one that asks on Gx, whatever addresses they have there.
 */
export function hostsWithCore(
  hosts: EntryHosts,
  pcscfs: readonly LadderHost[],
  core: readonly LadderCore[],
  names: ReadonlyMap<string, string>,
): EntryHosts {
  const known = new Map<string, LadderHost>();
  const gateways = onlyGateway(core);
  const hostOf = ({ role, address }: LadderCore['from']): LadderHost => {
    const [only, another] = pcscfs;
    const pcscf =
      pcscfs.find(({ addresses }) => addresses.includes(address)) ??
      (another === undefined ? only : undefined);
    if (role === 'P-CSCF' && pcscf !== undefined) return pcscf;
    const addresses = role === 'PGW' && gateways !== null ? gateways : [address];
    const key = `${role} ${addresses}`;
    const given = addresses.map(one => names.get(one)).find(name => name !== undefined);
    const host = known.get(key) ?? { name: given ?? role ?? address, role, addresses };
    known.set(key, host);
    return host;
  };
  return {
    from: entry => (isCore(entry) ? hostOf(entry.from) : hosts.from(entry)),
    to: entry => (isCore(entry) ? hostOf(entry.to) : hosts.to(entry)),
  };
}

/** The addresses of the PGW, if GTP-C shows one and Gx shows one; null for more or less. */
function onlyGateway(core: readonly LadderCore[]): readonly string[] | null {
  const addressesIn = (isOfGtp: boolean) =>
    new Set(
      core
        .filter(({ protocol }) => (protocol === 'GTP-C') === isOfGtp)
        .flatMap(({ from, to }) => [from, to])
        .filter(({ role }) => role === 'PGW')
        .map(({ address }) => address),
    );
  const [gtp, gx] = [addressesIn(true), addressesIn(false)];
  return gtp.size === 1 && gx.size === 1 ? [...new Set([...gtp, ...gx])] : null;
}
