import type { KeyMaterial, SaSet, SecurityAssociation } from '../model/security-association.ts';
import { encryptionKeys, integrityKey } from './crypto/key-expansion.ts';

/** Keys as IPsec stacks and Wireshark take them; null for an algorithm without one, or while none is known. */
export interface EspKeys {
  /** 16 octets for aes-cbc, 24 for des-ede3-cbc, 20 (key and salt) for aes-gcm. */
  readonly encryption: Uint8Array | null;
  /** 16 octets for hmac-md5-96, 20 for hmac-sha-1-96, 20 (key and salt) for aes-gmac. */
  readonly authentication: Uint8Array | null;
}

/**
 * The keys of a set's SAs (TS 33.203 Annex I): of the key and suite that were proved, otherwise of the first key
 * that waits to be and the first suite that was agreed.
 */
export function espKeysOf(set: SaSet): EspKeys {
  const key = set.key ?? set.keys[0];
  const suite = set.used ?? set.agreed[0];
  if (key === undefined || suite === undefined) return { encryption: null, authentication: null };
  return {
    encryption: suite.ealg === 'null' ? null : (set.cipherKey ?? firstCipherKey(suite.ealg, key)),
    authentication: suite.alg === 'null' ? null : integrityKey(suite.alg, key),
  };
}

/** The keys of one SA: those that a user gave for it, otherwise those of its set. */
export function espKeysOfSa({ set, given }: SecurityAssociation): EspKeys {
  if (given === null) return espKeysOf(set);
  const keyOrNull = (key: Uint8Array) => (key.length === 0 ? null : key);
  return { encryption: keyOrNull(given.encryptionKey), authentication: keyOrNull(given.authenticationKey) };
}

function firstCipherKey(ealg: Parameters<typeof encryptionKeys>[0], key: KeyMaterial): Uint8Array | null {
  return encryptionKeys(ealg, key)[0] ?? null;
}
