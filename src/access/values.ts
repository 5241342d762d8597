import { addressText } from '../bytes/address.ts';
import { latin1 } from '../bytes/latin1.ts';
import { readU8 } from '../bytes/read.ts';

/** Types of a PDN (TS 24.301 §9.9.4.10) and of a PDU session (TS 24.501 §9.11.4.11). */
export type PdnType = 'ipv4' | 'ipv6' | 'ipv4v6' | 'non-ip' | 'unstructured' | 'ethernet';

/** Digits of a number in TBCD, low nibble first (TS 29.002 §17.7.8); it ends at the first nibble that is no digit. */
export function tbcdDigits(bytes: Uint8Array, start = 0): string {
  let digits = '';
  for (let at = start; at < bytes.length && digits.length < MOST_DIGITS; at++) {
    const octet = readU8(bytes, at);
    if ((octet & 15) > 9) return digits;
    digits += octet & 15;
    if (octet >> 4 > 9) return digits;
    digits += octet >> 4;
  }
  return digits;
}

/** Digits of a number: an IMEISV has 16, and an MSISDN fewer. */
const MOST_DIGITS = 32;

/** MCC and MNC in three octets: `001` and `01` (TS 24.008 §10.5.1.3); null if they are no digits or too few octets. */
export function plmnOf(bytes: Uint8Array, at: number): { mcc: string; mnc: string } | null {
  if (at + 3 > bytes.length) return null;
  const [first, second, third] = [readU8(bytes, at), readU8(bytes, at + 1), readU8(bytes, at + 2)];
  const mcc = [first & 15, first >> 4, second & 15];
  const mnc = [third & 15, third >> 4, ...(second >> 4 === 15 ? [] : [second >> 4])];
  if ([...mcc, ...mnc].some(digit => digit > 9)) return null;
  return { mcc: mcc.join(''), mnc: mnc.join('') };
}

/**
 * The dotted name in labels with a length each, as an APN, a DNN and names in DNS are written (TS 23.003 §9.1); null if
 * a length is beyond the end or no octet is there.
 */
export function labelsText(bytes: Uint8Array): string | null {
  const labels: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = readU8(bytes, at);
    if (length > 63 || at + 1 + length > bytes.length) return null;
    if (length > 0) labels.push(latin1(bytes, at + 1, at + 1 + length));
    at += 1 + length;
  }
  return labels.length === 0 ? null : labels.join('.');
}

/** A PDN type by its number in NAS (TS 24.301 §9.9.4.10). */
export function pdnTypeOf(number: number): PdnType | null {
  return PDN_TYPES[number & 7] ?? null;
}

const PDN_TYPES: readonly (PdnType | null)[] = [null, 'ipv4', 'ipv6', 'ipv4v6', null, 'non-ip', 'ethernet'];

/** A PDN type by its number in GTPv2-C, which differs from NAS in what is not IP (TS 29.274 §8.34). */
export function gtpPdnTypeOf(number: number): PdnType | null {
  return GTP_PDN_TYPES[number & 7] ?? null;
}

const GTP_PDN_TYPES: readonly (PdnType | null)[] = [null, 'ipv4', 'ipv6', 'ipv4v6', 'non-ip', 'ethernet'];

/** A PDU session type by its number (TS 24.501 §9.11.4.11). */
export function sessionTypeOf(number: number): PdnType | null {
  return SESSION_TYPES[number & 7] ?? null;
}

const SESSION_TYPES: readonly (PdnType | null)[] = [
  null,
  'ipv4',
  'ipv6',
  'ipv4v6',
  'unstructured',
  'ethernet',
];

/** The canonical text of an address of 4 or 16 octets; null if they are not all there. */
export function addressAt(bytes: Uint8Array, at: number, length: 4 | 16): string | null {
  return at + length <= bytes.length ? addressText(bytes, at, length) : null;
}

/** Addresses or names kept of one list: a client is given two or three servers of a kind. */
export const SERVERS_KEPT = 32;

/** The addresses one after the other in `bytes` from `at` on, whole ones only. */
export function addressesIn(bytes: Uint8Array, at: number, length: 4 | 16): string[] {
  const found: string[] = [];
  for (let next = at; next + length <= bytes.length && found.length < SERVERS_KEPT; next += length)
    found.push(addressText(bytes, next, length));
  return found;
}

/** Those that are there; 0.0.0.0 and :: ask for an address, or leave it to DHCP. */
export function givenAddresses(...addresses: readonly (string | null)[]): string[] {
  return addresses.filter(
    address => address !== null && address !== '0.0.0.0' && address !== '::',
  ) as string[];
}
