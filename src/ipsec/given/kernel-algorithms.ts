import { cipherNamed, GMAC, icvNamed } from './given-algorithms.ts';

/** An algorithm of the Linux kernel's IPsec. */
export interface KernelAlgorithm {
  /** The name in `ip xfrm`. */
  readonly kernel: string;
  /** Wireshark's name; for AES-GMAC our own. */
  readonly wireshark: string;
  /** The name of RFC 3329, or a name of the same form. */
  readonly name: string;
  /** Bits of the ICV; 0 for ciphers without one. */
  readonly icvBits: number;
}

/** Default bits of an ICV, if `ip xfrm` does not give them (xfrm_algo.c, `icv_truncbits`). */
const DEFAULT_ICV_BITS: Readonly<Record<string, number>> = {
  'hmac(md5)': 96,
  'hmac(sha1)': 96,
  'hmac(sha256)': 96,
  'hmac(sha384)': 192,
  'hmac(sha512)': 256,
  'hmac(rmd160)': 96,
};

/** Older names that the kernel still accepts (xfrm_algo.c, `compat`). */
const COMPATIBLE: Readonly<Record<string, string>> = {
  md5: 'hmac(md5)',
  sha1: 'hmac(sha1)',
  sha256: 'hmac(sha256)',
  rmd160: 'hmac(rmd160)',
  aes: 'cbc(aes)',
  des: 'cbc(des)',
  des3_ede: 'cbc(des3_ede)',
  cipher_null: 'ecb(cipher_null)',
};

const CIPHERS: readonly KernelAlgorithm[] = [
  cipher('ecb(cipher_null)', 'NULL'),
  cipher('cbc(aes)', 'AES-CBC [RFC3602]'),
  cipher('cbc(des3_ede)', 'TripleDES-CBC [RFC2451]'),
  cipher('cbc(des)', 'DES-CBC [RFC2405]'),
  cipher('rfc3686(ctr(aes))', 'AES-CTR [RFC3686]'),
];

const ICVS: readonly KernelAlgorithm[] = [
  icv('digest_null', 'NULL', 0),
  icv('hmac(md5)', 'HMAC-MD5-96 [RFC2403]', 96),
  icv('hmac(sha1)', 'HMAC-SHA-1-96 [RFC2404]', 96),
  icv('hmac(sha256)', 'HMAC-SHA-256-96 [draft-ietf-ipsec-ciph-sha-256-00]', 96),
  icv('hmac(sha256)', 'HMAC-SHA-256-128 [RFC4868]', 128),
  icv('hmac(sha384)', 'HMAC-SHA-384-192 [RFC4868]', 192),
  icv('hmac(sha512)', 'HMAC-SHA-512-256 [RFC4868]', 256),
  icv('hmac(rmd160)', 'MAC-RIPEMD-160-96 [RFC2857]', 96),
];

const AEADS: readonly KernelAlgorithm[] = [
  // 16 octets come first: `aes-gcm` alone means these.
  aead('rfc4106(gcm(aes))', 'AES-GCM with 16 octet ICV [RFC4106]', 128),
  aead('rfc4106(gcm(aes))', 'AES-GCM with 12 octet ICV [RFC4106]', 96),
  aead('rfc4106(gcm(aes))', 'AES-GCM with 8 octet ICV [RFC4106]', 64),
  { kernel: 'rfc4543(gcm(aes))', wireshark: GMAC, name: 'aes-gmac', icvBits: 128 },
];

/** The cipher with a kernel name; null if it is not supported. */
export function kernelCipher(kernel: string): KernelAlgorithm | null {
  return CIPHERS.find(row => row.kernel === canonical(kernel)) ?? null;
}

/** The integrity algorithm with a kernel name and an ICV of `bits`; null: the kernel's default length. */
export function kernelIcv(kernel: string, bits: number | null): KernelAlgorithm | null {
  const name = canonical(kernel);
  if (name === 'digest_null') return ICVS[0] as KernelAlgorithm;
  const length = bits ?? DEFAULT_ICV_BITS[name];
  return ICVS.find(row => row.kernel === name && row.icvBits === length) ?? null;
}

/** The combined algorithm with a kernel name and an ICV of `bits`. */
export function kernelAead(kernel: string, bits: number): KernelAlgorithm | null {
  return AEADS.find(row => row.kernel === kernel && row.icvBits === bits) ?? null;
}

/** A pair of algorithms in the kernel's terms. */
type KernelSuite =
  | { readonly aead: KernelAlgorithm }
  | { readonly aead: null; readonly icv: KernelAlgorithm; readonly cipher: KernelAlgorithm };

/** The kernel's terms for a pair of algorithms; null if it has none. */
export function kernelSuite(alg: string, ealg: string): KernelSuite | null {
  const combined = AEADS.find(row => row.name === (alg === 'aes-gmac' ? alg : ealg));
  if (combined !== undefined) return { aead: combined };
  const icvRow = ICVS.find(row => row.name === alg);
  const cipherRow = CIPHERS.find(row => row.name === cipherOfAnyLength(ealg));
  return icvRow === undefined || cipherRow === undefined
    ? null
    : { aead: null, icv: icvRow, cipher: cipherRow };
}

/** Wireshark's names of a pair of algorithms; null where it has none. */
export function wiresharkNames({
  alg,
  ealg,
}: {
  readonly alg: string;
  readonly ealg: string;
}): { readonly encryption: string; readonly authentication: string } | null {
  const suite = kernelSuite(alg, ealg);
  if (suite === null) return null;
  return suite.aead === null
    ? { encryption: suite.cipher.wireshark, authentication: suite.icv.wireshark }
    : { encryption: suite.aead.wireshark, authentication: 'NULL' };
}

/** The length of a key shows in the key itself. */
function cipherOfAnyLength(ealg: string): string {
  return ealg.replace(/^(aes-cbc)-(?:192|256)$/, '$1');
}

function canonical(kernel: string): string {
  return COMPATIBLE[kernel] ?? kernel;
}

function cipher(kernel: string, wireshark: string): KernelAlgorithm {
  return { kernel, wireshark, name: cipherNamed(wireshark)?.name ?? '', icvBits: 0 };
}

function icv(kernel: string, wireshark: string, icvBits: number): KernelAlgorithm {
  return { kernel, wireshark, name: icvNamed(wireshark)?.name ?? '', icvBits };
}

function aead(kernel: string, wireshark: string, icvBits: number): KernelAlgorithm {
  return { kernel, wireshark, name: cipherNamed(wireshark)?.name ?? '', icvBits };
}
