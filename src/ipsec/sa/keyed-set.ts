import type { EncryptionAlgorithm, SaSet, Suite } from '../../model/security-association.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import type { Integrity, PayloadCipher } from '../crypto/packet-protection.ts';
import { hmacCiphersInOrder, type IntegrityMethod, methodsInOrder } from '../crypto/suites.ts';

/** One proven way to open packets: a key, how the ICV is made, and the cipher. */
export interface Opener {
  readonly ring: KeyRing;
  readonly method: IntegrityMethod;
  readonly suite: Suite;
  readonly integrity: Integrity;
  readonly cipher: PayloadCipher;
}

const ONLY_GCM: readonly EncryptionAlgorithm[] = ['aes-gcm'];
const ONLY_NULL: readonly EncryptionAlgorithm[] = ['null'];

/** An SA set with what is to be tried to open its packets and, once a packet has been opened, what does. */
export class KeyedSet {
  readonly set: SaSet;
  /** How an ICV may be made, most likely first: agreed, offered, all. */
  readonly methods: readonly IntegrityMethod[];
  /** Ciphers that go with a keyed hash, in the same order. */
  readonly hmacCiphers: readonly EncryptionAlgorithm[];
  /** What opened a packet of the set first; null while none was opened. */
  opener: Opener | null = null;

  constructor(set: SaSet) {
    this.set = set;
    const suites = [...set.agreed, ...set.offered];
    this.methods = methodsInOrder(suites);
    this.hmacCiphers = hmacCiphersInOrder(suites);
  }

  /** The ciphers to try once the ICV has verified by `method`. */
  ciphers(method: IntegrityMethod): readonly EncryptionAlgorithm[] {
    if (method === 'aes-gcm') return ONLY_GCM;
    return method === 'aes-gmac' ? ONLY_NULL : this.hmacCiphers;
  }
}
