import type { EncryptionAlgorithm, Suite } from '../../model/security-association.ts';
import { isOtherCipher, type OtherCipher, type OtherMethod, otherMethods } from './other-algorithms.ts';

/** A cipher that can be tried. */
export type CipherName = EncryptionAlgorithm | OtherCipher;

/** The algorithms of an ICV. With aes-gcm the tag is the ICV. */
export type IntegrityMethod = AnnexMethod | OtherMethod;

/** Those of TS 33.203 Annex H. */
type AnnexMethod = 'hmac-md5-96' | 'hmac-sha-1-96' | 'aes-gmac' | 'aes-gcm';

const METHODS: readonly AnnexMethod[] = ['hmac-sha-1-96', 'hmac-md5-96', 'aes-gcm', 'aes-gmac'];

const HMAC_CIPHERS: readonly EncryptionAlgorithm[] = ['null', 'aes-cbc', 'des-ede3-cbc'];

/** All methods, each once: first those of `suites`, in their order, then the others. */
export function methodsInOrder(suites: readonly Suite[]): readonly IntegrityMethod[] {
  return [...new Set([...suites.flatMap(methodsOf), ...METHODS])];
}

/** All ciphers for a keyed hash, each once: first those of `suites`, in their order, then the others. */
export function hmacCiphersInOrder(suites: readonly Suite[]): readonly CipherName[] {
  const isTried = (ealg: string): ealg is CipherName =>
    isOtherCipher(ealg) || HMAC_CIPHERS.some(name => name === ealg);
  const named = suites.map(suite => suite.ealg).filter(isTried);
  return [...new Set([...named, ...HMAC_CIPHERS])];
}

/** The suite of packets whose ICV verifies with `method` and whose payload is decrypted with `ealg`. */
export function suiteOf(method: IntegrityMethod, ealg: CipherName): Suite {
  if (method === 'aes-gcm') return { alg: 'null', ealg: 'aes-gcm' };
  return { alg: method.split(':')[0] as string, ealg };
}

/** Is it one beyond TS 33.203? */
export function isOtherMethod(method: IntegrityMethod): method is OtherMethod {
  return method.includes(':');
}

function methodsOf({ alg, ealg }: Suite): IntegrityMethod[] {
  if (ealg === 'aes-gcm') return ['aes-gcm'];
  const known = METHODS.find(method => method === alg);
  return known === undefined ? otherMethods(alg) : [known];
}
