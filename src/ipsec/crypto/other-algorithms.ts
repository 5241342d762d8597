import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { secret } from '../../bytes/secret-bytes.ts';
import type { KeyMaterial } from '../../model/security-association.ts';

/** Keyed hashes that TS 33.203 does not know (RFC 4868, RFC 2857), by names of the form of RFC 3329. */
export type OtherIntegrity =
  | 'hmac-sha-256-96'
  | 'hmac-sha-256-128'
  | 'hmac-sha-384-192'
  | 'hmac-sha-512-256'
  | 'hmac-ripemd-160-96';

/** One way to make its key of CK and IK: the hash, and the place of the way in a list. */
export type OtherMethod = `${OtherIntegrity}:${number}`;

/** Ciphers that TS 33.203 does not know. */
export type OtherCipher = 'aes-cbc-192' | 'aes-cbc-256' | 'aes-ctr' | 'des-cbc';

/** A key as IPsec stacks take it, and how it was made. */
export interface ExpandedKey {
  readonly key: Uint8Array;
  readonly how: string;
}

/** Octets of the keys: those of the hash (RFC 4868 §2.1.1, RFC 2857 §3). */
const KEY_LENGTH: Readonly<Record<OtherIntegrity, number>> = {
  'hmac-sha-256-96': 32,
  'hmac-sha-256-128': 32,
  'hmac-sha-384-192': 48,
  'hmac-sha-512-256': 64,
  'hmac-ripemd-160-96': 20,
};

/** SHA-256 has two lengths of ICV: Linux had 96 bits before it had the 128 of the RFC. */
const SIBLING: Partial<Record<OtherIntegrity, OtherIntegrity>> = {
  'hmac-sha-256-128': 'hmac-sha-256-96',
  'hmac-sha-256-96': 'hmac-sha-256-128',
};

const ANNEX_H_ALG = ['hmac-md5-96', 'hmac-sha-1-96', 'aes-gmac', 'null'];
const ANNEX_H_EALG = ['null', 'des-ede3-cbc', 'aes-cbc', 'aes-gcm'];

/** Is a name, in lower case, one of TS 33.203 Annex H? */
export function isAnnexH({ alg, ealg }: { readonly alg: string; readonly ealg: string }): boolean {
  return ANNEX_H_ALG.includes(alg) && ANNEX_H_EALG.includes(ealg);
}

/** The name of an integrity algorithm in one spelling; in lower case as it is where it is not known. */
export function integrityName(text: string): string {
  const lower = text.toLowerCase();
  const sha2 = /^hmac[-_]?sha[-_]?(?:2[-_]?)?(256|384|512)(?:[-_](\d+))?$/.exec(lower);
  if (sha2 !== null) {
    const bits = sha2[2] ?? `${Number(sha2[1]) / 2}`;
    return `hmac-sha-${sha2[1]}-${bits}`;
  }
  if (/^hmac[-_]?sha[-_]?1(?:[-_]96)?$/.test(lower)) return 'hmac-sha-1-96';
  if (/^hmac[-_]?md5(?:[-_]96)?$/.test(lower)) return 'hmac-md5-96';
  return /^hmac[-_]?ripemd[-_]?160(?:[-_]96)?$/.test(lower) ? 'hmac-ripemd-160-96' : lower;
}

/** The same for an encryption algorithm. */
export function encryptionName(text: string): string {
  const lower = text.toLowerCase();
  const aes = /^aes[-_]?(128|192|256)?[-_]?(cbc|ctr)(?:[-_]?(128|192|256))?$/.exec(lower);
  if (aes !== null) {
    const bits = aes[1] ?? aes[3] ?? '128';
    return bits === '128' ? `aes-${aes[2]}` : `aes-${aes[2]}-${bits}`;
  }
  if (/^(?:3des|des3|des-ede3|3des-ede)(?:[-_]cbc)?$/.test(lower)) return 'des-ede3-cbc';
  return /^aes[-_]?(?:128)?[-_]?gcm(?:[-_]?(?:16|128))?$/.test(lower) ? 'aes-gcm' : lower;
}

/** The ways in which an ICV of that name may be made, most likely first; none for a name that is not known. */
export function otherMethods(alg: string): OtherMethod[] {
  if (!isOtherIntegrity(alg)) return [];
  const sibling = SIBLING[alg];
  const names = sibling === undefined ? [alg] : [alg, sibling];
  return names.flatMap(name => INTEGRITY_WAYS.map((_, i): OtherMethod => `${name}:${i}`));
}

/** The hash of a method, and its key. Null for a method of TS 33.203. */
export function otherIntegrity(
  method: string,
  material: KeyMaterial,
): (ExpandedKey & { readonly mac: OtherIntegrity }) | null {
  if (!method.includes(':')) return null;
  const [mac = '', way = ''] = method.split(':');
  const expand = INTEGRITY_WAYS[Number(way)];
  if (way === '' || expand === undefined || !isOtherIntegrity(mac)) return null;
  return { mac, ...expand(material, KEY_LENGTH[mac]) };
}

/** Is it a cipher beyond TS 33.203 that can be tried? */
export function isOtherCipher(ealg: string): ealg is OtherCipher {
  return Object.hasOwn(CIPHER_WAYS, ealg);
}

/** The keys that a cipher beyond TS 33.203 may have, most likely first; with a nonce of 4 octets for AES-CTR. */
export function otherCipherKeys(ealg: OtherCipher, { ck, ik }: KeyMaterial): readonly ExpandedKey[] {
  return CIPHER_WAYS[ealg].map(([how, key]) => ({ how, key: secret(key(ck, ik)) }));
}

function isOtherIntegrity(name: string): name is OtherIntegrity {
  return Object.hasOwn(KEY_LENGTH, name);
}

/*
 * TS 33.203 Annex I pads IK with zeros for hmac-sha-1-96; HMAC pads its key likewise, so IK alone is the same. Others
 * fill the key from IK, or from CK and IK as TS 33.220 B.2 joins them; siphon-sip derives it (its src/ipsec/mod.rs).
 */
const INTEGRITY_WAYS: readonly ((key: KeyMaterial, length: number) => ExpandedKey)[] = [
  ({ ik }, length) => ({ how: 'IK and zeros', key: filled(length, ik) }),
  ({ ik }, length) => ({ how: 'IK repeated', key: filled(length, ik, ik, ik, ik) }),
  ({ ck, ik }, length) => ({ how: 'IK and CK', key: filled(length, ik, ck) }),
  ({ ck, ik }, length) => ({ how: 'CK and IK', key: filled(length, ck, ik) }),
  ({ ik }) => ({
    how: 'HMAC-SHA-256(IK, "ipsec-int-sha256-128")',
    key: secret(hmac(sha256, ik, new TextEncoder().encode('ipsec-int-sha256-128'))),
  }),
];

type Way = readonly [how: string, key: (ck: Uint8Array, ik: Uint8Array) => Uint8Array];

const CIPHER_WAYS: Readonly<Record<OtherCipher, readonly Way[]>> = {
  'aes-cbc-192': cbcWays(24),
  'aes-cbc-256': cbcWays(32),
  // The nonce is the last four octets of the keying material (RFC 3686 §5.1), which CK and IK do not have.
  'aes-ctr': [
    ['CK and a nonce of zeros', ck => filled(20, ck)],
    ['CK and the first octets of IK', (ck, ik) => filled(20, ck, ik)],
    ['CK and its own first octets', ck => filled(20, ck, ck)],
  ],
  'des-cbc': [['the first half of CK', ck => filled(8, ck)]],
};

function cbcWays(length: number): Way[] {
  return [
    ['CK and zeros', ck => filled(length, ck)],
    ['CK repeated', ck => filled(length, ck, ck)],
    ['CK and IK', (ck, ik) => filled(length, ck, ik)],
  ];
}

/** The parts one after the other, cut or with zeros after them. */
function filled(length: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const key = secret(new Uint8Array(length));
  let at = 0;
  for (const part of parts) {
    if (at >= length) break;
    key.set(part.subarray(0, length - at), at);
    at += part.length;
  }
  return key;
}
