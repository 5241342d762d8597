import type { EncryptionAlgorithm, Suite } from '../../model/security-association.ts';

/** The ways in which an ICV can be made. aes-gcm stands here because its tag is the ICV. */
export type IntegrityMethod = 'hmac-md5-96' | 'hmac-sha-1-96' | 'aes-gmac' | 'aes-gcm';

const METHODS: readonly IntegrityMethod[] = ['hmac-sha-1-96', 'hmac-md5-96', 'aes-gcm', 'aes-gmac'];

const HMAC_CIPHERS: readonly EncryptionAlgorithm[] = ['null', 'aes-cbc', 'des-ede3-cbc'];

/** Every method once: those of `suites` first, in their order, then the others. */
export function methodsInOrder(suites: readonly Suite[]): readonly IntegrityMethod[] {
  return [...new Set([...suites.map(methodOf).filter(method => method !== null), ...METHODS])];
}

/** Every cipher that goes with a keyed hash once: those of `suites` first, in their order, then the others. */
export function hmacCiphersInOrder(suites: readonly Suite[]): readonly EncryptionAlgorithm[] {
  const named = suites.map(suite => suite.ealg).filter(ealg => HMAC_CIPHERS.includes(ealg));
  return [...new Set([...named, ...HMAC_CIPHERS])];
}

/** The suite that packets use whose ICV verifies by `method` and whose payload opens with `ealg`. */
export function suiteOf(method: IntegrityMethod, ealg: EncryptionAlgorithm): Suite {
  if (method === 'aes-gcm') return { alg: 'null', ealg: 'aes-gcm' };
  return { alg: method, ealg };
}

function methodOf(suite: Suite): IntegrityMethod | null {
  if (suite.ealg === 'aes-gcm') return 'aes-gcm';
  return suite.alg === 'null' ? null : suite.alg;
}
