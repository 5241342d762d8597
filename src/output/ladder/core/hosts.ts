import type { EntryHosts } from '../cx/hosts.ts';
import type { LadderHost } from '../hosts.ts';
import { isCore, type LadderCore } from './core.ts';

/** Adds the hosts of the access network and the policy core; a P-CSCF that SIP shows, if it is the only one, is that. */
export function hostsWithCore(
  hosts: EntryHosts,
  pcscfs: readonly LadderHost[],
  names: ReadonlyMap<string, string>,
): EntryHosts {
  const known = new Map<string, LadderHost>();
  const hostOf = ({ role, address }: LadderCore['from']): LadderHost => {
    const [only, another] = pcscfs;
    const same = pcscfs.find(({ addresses }) => addresses.includes(address));
    if (role === 'P-CSCF' && (same ?? only) !== undefined && (same !== undefined || another === undefined))
      return (same ?? only) as LadderHost;
    const key = `${role} ${address}`;
    const host = known.get(key) ?? {
      name: names.get(address) ?? role ?? address,
      role,
      addresses: [address],
    };
    known.set(key, host);
    return host;
  };
  return {
    from: entry => (isCore(entry) ? hostOf(entry.from) : hosts.from(entry)),
    to: entry => (isCore(entry) ? hostOf(entry.to) : hosts.to(entry)),
  };
}
