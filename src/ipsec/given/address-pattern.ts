import { addressLength, parseAddress } from '../../bytes/address.ts';
import type { AddressPattern } from '../../model/security-association.ts';

/**
 * An address of `family` in the form of Wireshark's `esp_sa`: an address, `*` for any, `*` for whole parts
 * (`10.0.*.*`, `2001:db8:*::1`), or a prefix (`10.0.0.0/8`). Null if it is none of these.
 */
export function parseAddressPattern(text: string, family: 4 | 6): AddressPattern | null {
  const length = addressLength(family);
  if (text === '*') return { octets: new Uint8Array(length), mask: new Uint8Array(length) };
  const slash = text.indexOf('/');
  if (slash >= 0) return prefix(text.slice(0, slash), text.slice(slash + 1), length);
  // Wildcards are the bits in which the text with the lowest value in their place differs from that with the highest.
  const low = parseAddress(withWildcards(text, '0'));
  const high = parseAddress(withWildcards(text, family === 4 ? '255' : 'ffff'));
  if (low === null || high === null || low.length !== length) return null;
  return { octets: low, mask: low.map((octet, i) => ~(octet ^ (high[i] as number))) };
}

/** Does the address at `offset`, of the pattern's family, match? */
export function isAddressOf(pattern: AddressPattern, addresses: Uint8Array, offset: number): boolean {
  const { octets, mask } = pattern;
  for (let i = 0; i < octets.length; i++)
    if ((((addresses[offset + i] as number) ^ (octets[i] as number)) & (mask[i] as number)) !== 0)
      return false;
  return true;
}

/** Only a `*` that is a whole part of the address is a wildcard. */
function withWildcards(text: string, value: string): string {
  return text.replace(/(?<![^.:])\*(?![^.:])/g, value);
}

function prefix(address: string, bits: string, length: number): AddressPattern | null {
  const octets = parseAddress(address);
  if (octets === null || octets.length !== length || !/^\d{1,3}$/.test(bits)) return null;
  if (Number(bits) > 8 * length) return null;
  const mask = Uint8Array.from(
    { length },
    (_, i) => 0xff00 >> Math.min(8, Math.max(0, Number(bits) - 8 * i)),
  );
  return { octets, mask };
}
