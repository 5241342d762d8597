import { hmac } from '@noble/hashes/hmac.js';
import { md5 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { toBase64 } from '../bytes/base64.ts';
import { toHex } from '../bytes/hex.ts';
import { fromLatin1 } from '../bytes/latin1.ts';
import { secret } from '../bytes/secret-bytes.ts';

/** Input of a digest response (RFC 7616 §3.4, RFC 3310 §3.3): texts as in the headers. */
export interface DigestInput {
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  readonly method: string;
  /** `auth`, `auth-int`, or null for the form of RFC 2069. */
  readonly qop: string | null;
  readonly nc: string | null;
  readonly cnonce: string | null;
  /** The body, which `auth-int` covers. */
  readonly body: Uint8Array;
}

/** A hash that a digest may use. */
export type DigestHash = 'md5' | 'sha-256';

/** An AKA algorithm: how it derives the password from RES, and its hash. */
interface AkaDigestAlgorithm {
  /** 1: RES itself (RFC 3310); 2: derived from RES, IK and CK (RFC 4169). */
  readonly version: 1 | 2;
  readonly hash: DigestHash;
}

/** The algorithm of a challenge: AKAv1-MD5, AKAv2-MD5, AKAv1-SHA-256, AKAv2-SHA-256; null for any other. */
export function akaDigestAlgorithm(name: string): AkaDigestAlgorithm | null {
  const parts = /^akav([12])-(md5|sha-256)$/i.exec(name);
  if (parts === null) return null;
  return { version: parts[1] === '1' ? 1 : 2, hash: parts[2]?.toLowerCase() as DigestHash };
}

/** The password of AKAv2 (RFC 4169 §3): base64 of an HMAC under RES‖IK‖CK. */
export function akav2Password(
  keys: { readonly res: Uint8Array; readonly ik: Uint8Array; readonly ck: Uint8Array },
  hash: DigestHash = 'md5',
): Uint8Array {
  const key = Uint8Array.from([...keys.res, ...keys.ik, ...keys.ck]);
  return secret(fromLatin1(toBase64(mac(hash, key, 'http-digest-akav2-password'))));
}

/** CK and IK of a session that was authenticated by AKAv2 (RFC 4169 §3), 16 octets each. */
export function akav2SessionKeys(
  { ck, ik }: { readonly ck: Uint8Array; readonly ik: Uint8Array },
  hash: DigestHash = 'md5',
): { readonly ck: Uint8Array; readonly ik: Uint8Array } {
  return {
    ck: secret(mac(hash, ck, 'http-digest-akav2-cipherkey').slice(0, 16)),
    ik: secret(mac(hash, ik, 'http-digest-akav2-integritykey').slice(0, 16)),
  };
}

/**
 * The `response` of a digest, in lower-case hex. The password of AKAv1 is RES as octets, also with zeros (RFC 3310
 * §3.3); it is empty if `auts` is sent (§3.4).
 */
export function digestResponse(input: DigestInput, password: Uint8Array, hash: DigestHash = 'md5'): string {
  const text = (value: string) => digest(hash, fromLatin1(value));
  const { username, realm, nonce, uri, method, qop, nc, cnonce, body } = input;
  const ha1 = digest(hash, Uint8Array.from([...fromLatin1(`${username}:${realm}:`), ...password]));
  const entity = qop?.toLowerCase() === 'auth-int' ? `:${digest(hash, body)}` : '';
  const ha2 = text(`${method}:${uri}${entity}`);
  if (qop === null) return text(`${ha1}:${nonce}:${ha2}`);
  return text(`${ha1}:${nonce}:${nc ?? ''}:${cnonce ?? ''}:${qop}:${ha2}`);
}

function digest(hash: DigestHash, bytes: Uint8Array): string {
  return toHex(hash === 'md5' ? md5(bytes) : sha256(bytes));
}

function mac(hash: DigestHash, key: Uint8Array, text: string): Uint8Array {
  return hash === 'md5' ? hmac(md5, key, fromLatin1(text)) : hmac(sha256, key, fromLatin1(text));
}
