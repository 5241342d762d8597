import type { Pdn } from '../../access/pdn.ts';
import { KeyIndex } from '../../bytes/tables/key-index.ts';
import { imsiOf } from '../../diagnosis/cases/build-phones.ts';
import { isForIms } from '../../diagnosis/evidence/access/ims-connections.ts';
import type { Registration } from '../../model/registration.ts';

/** Finds the connections of a subscriber: by the IMSI in its identities, or by the address of its phone. */
export class Connections {
  readonly #index: KeyIndex<Pdn>;

  constructor(pdns: readonly Pdn[]) {
    this.#index = new KeyIndex(pdns, ({ imsi, ue }) => (imsi === null ? ue : [imsi, ...ue]));
  }

  /**
   * In order; those with the address of the phone first: two phones can have one IMSI in a test network, but not one
   * address at a time.
   */
  of(group: readonly Registration[]): Pdn[] {
    const imsis = new Set(group.map(imsiOf).filter(imsi => imsi !== null));
    const addresses = new Set(group.map(({ ue }) => ue).filter(ue => ue !== null));
    const hasAddress = ({ ue }: Pdn) => ue.some(address => addresses.has(address));
    const own = this.#index
      .of([...imsis, ...addresses])
      .filter(pdn => (pdn.imsi !== null && imsis.size > 0 ? imsis.has(pdn.imsi) : hasAddress(pdn)));
    return [...own.filter(hasAddress), ...own.filter(pdn => !hasAddress(pdn))];
  }
}

/** The connection that the registration goes over: the first one for the IMS. */
export function imsConnection(pdns: readonly Pdn[]): Pdn | null {
  return pdns.find(isForIms) ?? pdns[0] ?? null;
}
