import type { SaSet, Suite } from '../../model/security-association.ts';
import type { KeyRing } from '../crypto/key-ring.ts';
import { isAnnexH, isOtherCipher, otherCipherKeys, otherIntegrity } from '../crypto/other-algorithms.ts';
import type { Integrity, PayloadCipher } from '../crypto/packet-protection.ts';
import {
  type CipherName,
  hmacCiphersInOrder,
  type IntegrityMethod,
  methodsInOrder,
  suiteOf,
} from '../crypto/suites.ts';

/** A proven combination of key, ICV algorithm and cipher. */
export interface Opener {
  readonly ring: KeyRing;
  readonly method: IntegrityMethod;
  readonly suite: Suite;
  /** The cipher of `suite`. */
  readonly ealg: CipherName;
  readonly integrity: Integrity;
  readonly cipher: PayloadCipher;
  /** How the keys were made of CK and IK, for algorithms beyond TS 33.203; null otherwise. */
  readonly expansion: string | null;
}

/** The way that opens packets with one key, method and cipher. */
export function openerOf(
  ring: KeyRing,
  method: IntegrityMethod,
  ealg: CipherName,
  cipher: PayloadCipher,
): Opener {
  const ways = [otherIntegrity(method, ring.key)?.how ?? null];
  if (isOtherCipher(ealg)) {
    const place = ring.ciphers(ealg).indexOf(cipher);
    ways.push(otherCipherKeys(ealg, ring.key)[place]?.how ?? null);
  }
  const known = ways.filter(way => way !== null);
  const expansion = known.length === 0 ? null : known.join('; ');
  return {
    ring,
    method,
    ealg,
    suite: suiteOf(method, ealg),
    integrity: ring.integrity(method),
    cipher,
    expansion,
  };
}

/** What to try for sets with the same suites: a network agrees on the same ones again and again. */
interface Trials extends Pick<KeyedSet, 'methods' | 'hmacCiphers' | 'other'> {
  readonly agreed: readonly Suite[];
  readonly offered: readonly Suite[];
}

function trialsFor({ agreed, offered }: Pick<SaSet, 'agreed' | 'offered'>): Trials {
  const suites = [...agreed, ...offered];
  return {
    agreed,
    offered,
    methods: methodsInOrder(suites),
    hmacCiphers: hmacCiphersInOrder(suites),
    other: agreed.find(suite => !isAnnexH(suite)) ?? null,
  };
}

function isFor(trials: Trials, { agreed, offered }: SaSet): boolean {
  return isSame(trials.agreed, agreed) && isSame(trials.offered, offered);
}

function isSame(some: readonly Suite[], others: readonly Suite[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ alg, ealg }, i) => alg === others[i]?.alg && ealg === others[i]?.ealg)
  );
}

let lastTrials = trialsFor({ agreed: [], offered: [] });

const ONLY_GCM: readonly CipherName[] = ['aes-gcm'];
const ONLY_NULL: readonly CipherName[] = ['null'];

/** An SA set with the keys and algorithms to try and, after the first decrypted packet, the opener. */
export class KeyedSet {
  readonly set: SaSet;
  /** Possible ICV algorithms, most likely first: agreed, offered, all. */
  readonly methods: readonly IntegrityMethod[];
  /** Possible ciphers with a keyed hash, in the same order. */
  readonly hmacCiphers: readonly CipherName[];
  /** The agreed pair that is none of TS 33.203, if there is one: what does not open then may be right. */
  readonly other: Suite | null;
  /** The opener of the first decrypted packet of the set; null before that. */
  opener: Opener | null = null;

  constructor(set: SaSet) {
    this.set = set;
    if (!isFor(lastTrials, set)) lastTrials = trialsFor(set);
    this.methods = lastTrials.methods;
    this.hmacCiphers = lastTrials.hmacCiphers;
    this.other = lastTrials.other;
  }

  /** The ciphers to try after `method` has verified the ICV. */
  ciphers(method: IntegrityMethod): readonly CipherName[] {
    if (method === 'aes-gcm') return ONLY_GCM;
    return method === 'aes-gmac' ? ONLY_NULL : this.hmacCiphers;
  }
}
