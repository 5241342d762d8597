import { parseAddress } from '../../bytes/address.ts';
import { toHex } from '../../bytes/hex.ts';

/** Octets of an IPv6 address that the network assigns; the phone chooses the others (TS 23.401 §5.3.1.2.2). */
const PREFIX = 8;

/**
 * What all addresses of one phone on one connection have in common: an IPv4 address, or the first 64 bits of an IPv6
 * address, as a key for tables. `text` may be a prefix (`2001:db8::/64`). Null for link-local addresses, `0.0.0.0` and
 * what is no address.
 */
export function ueKey(text: string): string | null {
  const [address = ''] = text.split('/');
  const bytes = parseAddress(address);
  if (bytes === null || bytes.every(octet => octet === 0)) return null;
  if (bytes.length === 4) return address;
  const isLinkLocal = bytes[0] === 0xfe && ((bytes[1] as number) & 0xc0) === 0x80;
  return isLinkLocal ? null : toHex(bytes.subarray(0, PREFIX));
}

/** The keys of several addresses, each once. */
export function ueKeys(texts: Iterable<string>): Set<string> {
  return new Set([...texts].map(ueKey).filter(key => key !== null));
}
