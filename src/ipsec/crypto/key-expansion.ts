import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { secret } from '../../bytes/secret-bytes.ts';
import type {
  EncryptionAlgorithm,
  IntegrityAlgorithm,
  KeyMaterial,
} from '../../model/security-association.ts';

/** Integrity algorithms with a key. */
type KeyedIntegrityAlgorithm = Exclude<IntegrityAlgorithm, 'null'>;

/** Encryption algorithms with a key. */
type KeyedEncryptionAlgorithm = Exclude<EncryptionAlgorithm, 'null'>;

/**
 * IK_ESP in the form for IPsec stacks (TS 33.203 Annex I): IK for HMAC-MD5; IK and 32 zero bits for HMAC-SHA-1; IK and
 * four octets of salt for AES-GMAC. 16, 20 and 20 octets.
 */
export function integrityKey(alg: KeyedIntegrityAlgorithm, key: KeyMaterial): Uint8Array {
  if (alg === 'hmac-md5-96') return key.ik;
  return alg === 'aes-gmac' ? concat(key.ik, gmacSalt(key)) : concat(key.ik, new Uint8Array(4));
}

/**
 * The possible keys CK_ESP in the form for IPsec stacks, most likely first (TS 33.203 Annex I): CK for AES-CBC; CK and
 * four octets of salt for AES-GCM; for 3DES CK1‖CK2‖CK1 as specified, then CK followed by eight zero octets, as in
 * OpenSIPS. 16, 20 and 24 octets.
 */
export function encryptionKeys(ealg: KeyedEncryptionAlgorithm, key: KeyMaterial): readonly Uint8Array[] {
  switch (ealg) {
    case 'aes-cbc':
      return [key.ck];
    case 'aes-gcm':
      return [concat(key.ck, gcmSalt(key))];
    case 'des-ede3-cbc':
      return [concat(key.ck, key.ck.subarray(0, 8)), concat(key.ck, new Uint8Array(8))];
  }
}

/** The four octets of salt for AES-GCM (TS 33.203 Annex I, FC 0x59). */
export function gcmSalt(key: KeyMaterial): Uint8Array {
  return deriveSalt(key, 0x59, 'AES_GCM_SALT');
}

/** The four octets of salt for AES-GMAC (TS 33.203 Annex I, FC 0x58). */
export function gmacSalt(key: KeyMaterial): Uint8Array {
  return deriveSalt(key, 0x58, 'AES_GMAC_SALT');
}

/** The KDF of TS 33.220 B.2 with key CK‖IK and S = FC‖P0‖L0; the salt is its 32 least significant bits. */
function deriveSalt(key: KeyMaterial, functionCode: number, name: string): Uint8Array {
  const p0 = new TextEncoder().encode(name);
  const input = concat(
    concat(Uint8Array.of(functionCode), p0),
    Uint8Array.of(p0.length >> 8, p0.length & 255),
  );
  return secret(hmac(sha256, concat(key.ck, key.ik), input).slice(28));
}

function concat(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = secret(new Uint8Array(one.length + other.length));
  both.set(one);
  both.set(other, one.length);
  return both;
}
