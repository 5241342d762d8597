import { addressText } from '../../bytes/address.ts';
import { readU8, readU16 } from '../../bytes/read.ts';

/** Options of IPCP with a DNS server (RFC 1877 §1.1, §1.3): primary and secondary. */
const DNS_OPTIONS: ReadonlySet<number> = new Set([129, 131]);

/**
 * Configure-Request, -Ack and -Nak: in the first the options ask, in the others they give. A Configure-Reject (4)
 * gives nothing (RFC 1661 §5).
 */
const LISTING_CODES: ReadonlySet<number> = new Set([1, 2, 3]);

/** DNS servers in a packet of IPCP, also 0.0.0.0, with which a phone asks for one. */
export function ipcpDnsServers(bytes: Uint8Array): string[] {
  const servers: string[] = [];
  if (bytes.length < 4 || !LISTING_CODES.has(readU8(bytes, 0))) return servers;
  const end = Math.min(bytes.length, readU16(bytes, 2));
  for (let at = 4; at + 2 <= end; ) {
    const length = readU8(bytes, at + 1);
    if (length < 2 || at + length > end) return servers;
    if (length === 6 && DNS_OPTIONS.has(readU8(bytes, at))) servers.push(addressText(bytes, at + 2, 4));
    at += length;
  }
  return servers;
}
