import { parseEspSa } from '../../../src/ipsec/given/esp-sa-file.ts';
import type { GivenSa } from '../../../src/model/security-association.ts';
import type { Truth } from '../programs/lab.ts';
import { understood } from './understood.ts';

/** The SA of one line of `esp_sa` without its first column, which is IPv4. */
export function given(columns: string): GivenSa {
  return givenSas(`"IPv4",${columns}`)[0] as GivenSa;
}

/** The SAs of an `esp_sa` text that must be right. */
export function givenSas(text: string): readonly GivenSa[] {
  return understood(parseEspSa(text));
}

const ENCRYPTION: Readonly<Record<string, string>> = {
  null: 'NULL',
  'aes-cbc': 'AES-CBC [RFC3602]',
  'des-ede3-cbc': 'TripleDES-CBC [RFC2451]',
  'aes-gcm': 'AES-GCM with 16 octet ICV [RFC4106]',
};

const AUTHENTICATION: Readonly<Record<string, string>> = {
  null: 'NULL',
  'hmac-md5-96': 'HMAC-MD5-96 [RFC2403]',
  'hmac-sha-1-96': 'HMAC-SHA-1-96 [RFC2404]',
};

/** `esp_sa` with the expanded keys that a run really used; null where Wireshark has no name for an algorithm. */
export function espSaOf({ sas }: Truth): string | null {
  if (sas.some(({ alg, ealg }) => !(alg in AUTHENTICATION) || !(ealg in ENCRYPTION))) return null;
  const hex = (key: string) => (key === '' ? '' : `0x${key}`);
  return sas
    .map(sa => [
      sa.src.includes(':') ? 'IPv6' : 'IPv4',
      sa.src,
      sa.dst,
      sa.spi,
      ENCRYPTION[sa.ealg],
      hex(sa.enc_key),
      AUTHENTICATION[sa.alg],
      hex(sa.auth_key),
    ])
    .map(columns => `${columns.map(column => `"${column}"`).join(',')}\n`)
    .join('');
}
