import { createNobleEngine } from '../../ipsec/crypto/engine-noble.ts';
import { KeyRing } from '../../ipsec/crypto/key-ring.ts';
import { methodsInOrder } from '../../ipsec/crypto/suites.ts';
import type { KeyMaterial, SecurityAssociation } from '../../model/security-association.ts';
import type { Datagram } from '../../net/packet/datagram.ts';

/** Octets of the longest packet that is kept: longer ones fit into no frame. */
const LONGEST = 2048;

/** At most this many SAs have a packet kept: two megabytes in all. */
const SAS_KEPT = 1000;

/** The first ESP packet of each SA that no key verified, to be tried with keys of other challenges. Bounded. */
export class BadPackets {
  readonly #capacity: number;
  readonly #bySa = new Map<SecurityAssociation, Uint8Array>();

  /** @param capacity SAs with a kept packet, at most; later ones have none. */
  constructor(capacity = SAS_KEPT) {
    this.#capacity = capacity;
  }

  /** Takes a packet whose ICV is bad; all but the first of an SA are ignored. */
  saw(sa: SecurityAssociation | null, { bytes, start, end }: Datagram): void {
    if (sa === null || end - start > LONGEST) return;
    if (this.#bySa.size >= this.#capacity || this.#bySa.has(sa)) return;
    this.#bySa.set(sa, bytes.slice(start, end));
  }

  /** The first of these keys that verifies the ICV of the packet of an SA, with any algorithm; null for none. */
  keyOf<Key extends KeyMaterial>(sa: SecurityAssociation, keys: readonly Key[]): Key | null {
    const packet = this.#bySa.get(sa);
    if (packet === undefined) return null;
    const methods = methodsInOrder(sa.set.agreed);
    const verifies = (key: KeyMaterial) => {
      const ring = new KeyRing(ENGINE, key);
      return methods.some(method => ring.integrity(method).verify(packet, 0, packet.length));
    };
    return keys.find(verifies) ?? null;
  }
}

/** There are few packets, so the choice of the engine makes no difference. */
const ENGINE = createNobleEngine();
