import { fromHex } from '../../../src/bytes/hex.ts';
import { createNodeEngine } from '../../../src/ipsec/crypto/engine-node.ts';
import type { SaSetParameters } from '../../../src/ipsec/sa-database.ts';
import type {
  KeyMaterial,
  SaSet,
  SecurityAssociation,
  Suite,
} from '../../../src/model/security-association.ts';
import { saDatabase } from '../bounded.ts';
import { packetOf } from './esp-packets.ts';

/** Keys of Milenage test set 1 (TS 35.208 §4.3.1). */
export const KEY: KeyMaterial = {
  ck: fromHex('b40ba9a3c58b2a05bbf0d987b21bf8cb') as Uint8Array,
  ik: fromHex('f769bcd751044604127672711c6d3441') as Uint8Array,
  source: '401',
};

/** The example of the setkey documents: four ports, four SPIs that name themselves. */
export const ENDS = {
  ue: { address: '10.0.0.2', portC: 5062, portS: 5064, spiC: 1111, spiS: 2222 },
  pcscf: { address: '10.0.0.1', portC: 5066, portS: 5068, spiC: 3333, spiS: 4444 },
} as const;

/** SA sets made by a real database, one for each set of changes. */
export function saSets(...changes: Partial<SaSetParameters>[]): readonly SaSet[] {
  const database = saDatabase(createNodeEngine());
  for (const [index, change] of changes.entries())
    database.addSet({
      ...ENDS,
      nonce: `N${index}`,
      agreed: [SUITE],
      offered: [SUITE],
      keys: [KEY],
      ...change,
    });
  return database.sets;
}

/** A set of one SA that was recovered: that from the UE's client port. */
export function recoveredSet(): SaSet {
  const sets: SaSet[] = [];
  const recovery = { keys: [KEY], recovered: (set: SaSet) => sets.push(set) };
  const database = saDatabase(createNodeEngine(), {}, [], recovery);
  database.decode(packetOf(saSets({})[0]?.sas[0] as SecurityAssociation, SUITE, KEY, 1));
  return sets[0] as SaSet;
}

export const SUITE: Suite = { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' };
