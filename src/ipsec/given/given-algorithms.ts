import { ICV_LENGTH, type MacAlgorithm } from '../crypto/engine.ts';

/** The kind of an encryption algorithm. */
type CipherKind = 'null' | 'aes-cbc' | 'des-ede3-cbc' | 'des-cbc' | 'aes-ctr' | 'aes-gcm';

/** An encryption algorithm of Wireshark's `esp_sa`. */
export interface GivenCipher {
  /** Wireshark's name. */
  readonly wireshark: string;
  /** The name of RFC 3329 and TS 33.203 Annex H, or a name of the same form. */
  readonly name: string;
  readonly kind: CipherKind;
  /** Possible key lengths in octets, with salt; none for NULL. */
  readonly keyLengths: readonly number[];
  /** Octets of the tag in the name, which is checked; 0 if the ICV is another algorithm's. */
  readonly tagLength: 0 | 8 | 12 | 16;
}

/** An authentication algorithm of Wireshark's `esp_sa`. */
export interface GivenIcv {
  readonly wireshark: string;
  readonly name: string;
  /** Null if nothing is checked. */
  readonly mac: MacAlgorithm | null;
  readonly icvLength: number;
}

/** Our name for AES-GMAC: Wireshark has none, and `esp_sa` cannot express it. */
export const GMAC = 'AES-GMAC [RFC4543]';

const AES = [16, 24, 32];
const AES_AND_SALT = [20, 28, 36];

/** The encryption algorithm of that name in Wireshark, case and all; null if it is not supported. */
export function cipherNamed(wireshark: string): GivenCipher | null {
  return CIPHERS.find(row => row.wireshark === wireshark) ?? null;
}

/** The authentication algorithm of that name in Wireshark, case and all; null if it is not supported. */
export function icvNamed(wireshark: string): GivenIcv | null {
  return ICVS.find(row => row.wireshark === wireshark) ?? null;
}

const CIPHERS: readonly GivenCipher[] = [
  cipher('NULL', 'null', 'null', []),
  cipher('TripleDES-CBC [RFC2451]', 'des-ede3-cbc', 'des-ede3-cbc', [24]),
  cipher('AES-CBC [RFC3602]', 'aes-cbc', 'aes-cbc', AES),
  cipher('AES-CTR [RFC3686]', 'aes-ctr', 'aes-ctr', AES_AND_SALT),
  cipher('DES-CBC [RFC2405]', 'des-cbc', 'des-cbc', [8]),
  cipher('AES-GCM [RFC4106]', 'aes-gcm', 'aes-gcm', AES_AND_SALT),
  cipher('AES-GCM with 8 octet ICV [RFC4106]', 'aes-gcm-8', 'aes-gcm', AES_AND_SALT, 8),
  cipher('AES-GCM with 12 octet ICV [RFC4106]', 'aes-gcm-12', 'aes-gcm', AES_AND_SALT, 12),
  cipher('AES-GCM with 16 octet ICV [RFC4106]', 'aes-gcm', 'aes-gcm', AES_AND_SALT, 16),
];

const ICVS: readonly GivenIcv[] = [
  { wireshark: 'NULL', name: 'null', mac: null, icvLength: 0 },
  keyed('HMAC-SHA-1-96 [RFC2404]', 'hmac-sha-1-96'),
  keyed('HMAC-SHA-256-96 [draft-ietf-ipsec-ciph-sha-256-00]', 'hmac-sha-256-96'),
  keyed('HMAC-SHA-256-128 [RFC4868]', 'hmac-sha-256-128'),
  keyed('HMAC-SHA-384-192 [RFC4868]', 'hmac-sha-384-192'),
  keyed('HMAC-SHA-512-256 [RFC4868]', 'hmac-sha-512-256'),
  keyed('HMAC-MD5-96 [RFC2403]', 'hmac-md5-96'),
  keyed('MAC-RIPEMD-160-96 [RFC2857]', 'hmac-ripemd-160-96'),
  ...[64, 96, 128, 192, 256].map(bits => ({
    wireshark: `ANY ${bits} bit authentication [no checking]`,
    name: `any-${bits}`,
    mac: null,
    icvLength: bits / 8,
  })),
];

function cipher(
  wireshark: string,
  name: string,
  kind: CipherKind,
  keyLengths: readonly number[],
  tagLength: GivenCipher['tagLength'] = 0,
): GivenCipher {
  return { wireshark, name, kind, keyLengths, tagLength };
}

function keyed(wireshark: string, mac: MacAlgorithm): GivenIcv {
  return { wireshark, name: mac, mac, icvLength: ICV_LENGTH[mac] };
}
