import type { Pdn } from '../../access/pdn.ts';
import { imsiOf } from '../../diagnosis/cases/build-phones.ts';
import { isForIms } from '../../diagnosis/evidence/access/ims-connections.ts';
import type { Registration } from '../../model/registration.ts';

/** The connections of a subscriber: by the IMSI in its identities, or by the address of its phone. */
export function connectionsOf(group: readonly Registration[], pdns: readonly Pdn[]): Pdn[] {
  const imsis = new Set(group.map(imsiOf).filter(imsi => imsi !== null));
  const addresses = new Set(group.map(({ ue }) => ue).filter(ue => ue !== null));
  const own = pdns.filter(({ imsi, ue }) =>
    imsi !== null && imsis.size > 0 ? imsis.has(imsi) : ue.some(address => addresses.has(address)),
  );
  // The address shows first: two phones can have one IMSI in a test network, but not one address at a time.
  const withAddress = own.filter(({ ue }) => ue.some(address => addresses.has(address)));
  return withAddress.length > 0 ? [...withAddress, ...own.filter(pdn => !withAddress.includes(pdn))] : own;
}

/** The connection that the registration goes over: the first one for the IMS. */
export function imsConnection(pdns: readonly Pdn[]): Pdn | null {
  return pdns.find(isForIms) ?? pdns[0] ?? null;
}
