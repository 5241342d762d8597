import type { KeyMaterial, SaSet, SecurityAssociation } from '../model/security-association.ts';
import { encryptionKeys, integrityKey } from './crypto/key-expansion.ts';
import { isOtherCipher, otherCipherKeys, otherIntegrity } from './crypto/other-algorithms.ts';

/** Keys in the form for IPsec stacks and Wireshark; null for an algorithm without a key, or if no key is known. */
export interface EspKeys {
  /** 16 octets for aes-cbc, 24 for des-ede3-cbc, 20 (key and salt) for aes-gcm. */
  readonly encryption: Uint8Array | null;
  /** 16 octets for hmac-md5-96, 20 for hmac-sha-1-96, 20 (key and salt) for aes-gmac. */
  readonly authentication: Uint8Array | null;
}

/**
 * The keys of a set's SAs (TS 33.203 Annex I): from the proven key and suite, otherwise from the first possible key and
 * the first agreed suite.
 */
export function espKeysOf(set: SaSet): EspKeys {
  const key = set.key ?? set.keys[0];
  const suite = set.used ?? set.agreed[0];
  if (key === undefined || suite === undefined) return { encryption: null, authentication: null };
  return {
    encryption: set.cipherKey ?? firstCipherKey(suite.ealg, key),
    authentication: set.integrityKey ?? firstIntegrityKey(suite.alg, key),
  };
}

/** The keys of one SA: those from the user, otherwise those of its set. */
export function espKeysOfSa({ set, given }: SecurityAssociation): EspKeys {
  if (given === null) return espKeysOf(set);
  const keyOrNull = (key: Uint8Array) => (key.length === 0 ? null : key);
  return { encryption: keyOrNull(given.encryptionKey), authentication: keyOrNull(given.authenticationKey) };
}

function firstCipherKey(ealg: string, key: KeyMaterial): Uint8Array | null {
  if (isOtherCipher(ealg)) return otherCipherKeys(ealg, key)[0]?.key ?? null;
  const known = (['aes-cbc', 'aes-gcm', 'des-ede3-cbc'] as const).find(name => name === ealg);
  return known === undefined ? null : (encryptionKeys(known, key)[0] ?? null);
}

function firstIntegrityKey(alg: string, key: KeyMaterial): Uint8Array | null {
  const known = (['hmac-sha-1-96', 'hmac-md5-96', 'aes-gmac'] as const).find(name => name === alg);
  if (known !== undefined) return integrityKey(known, key);
  return otherIntegrity(`${alg}:0`, key)?.key ?? null;
}
