import { equalBytes } from './equal.ts';
import { hashBytes, hashNumber, hashStart } from './hash.ts';
import { readU16, readU32 } from './read.ts';

/** Bytes of an IP address. */
export function addressLength(family: 4 | 6): 4 | 16 {
  return family === 4 ? 4 : 16;
}

/**
 * Canonical text of an IP address: dotted decimal for 4 bytes, RFC 5952 (lower case, longest run of zeros
 * compressed) for 16 bytes.
 */
export function addressText(bytes: Uint8Array, offset: number, length: 4 | 16): string {
  return length === 4 ? ipv4Text(bytes, offset) : ipv6Text(bytes, offset);
}

/** The 4 or 16 bytes of an IP address text, with or without brackets around IPv6; null if it is not an IP address. */
export function parseAddress(text: string): Uint8Array | null {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  return bare.includes(':') ? parseIpv6(bare) : parseIpv4(bare);
}

/** The canonical text of an IP address in any spelling; null for other texts, such as a name. */
export function canonicalAddress(text: string): string | null {
  const bytes = parseAddress(text);
  return bytes === null ? null : addressText(bytes, 0, bytes.length as 4 | 16);
}

/** `address:port`, with brackets around an IPv6 address; `?` for port 0 (not known). */
export function endpointText(address: string, port: number): string {
  const portText = port === 0 ? '?' : `${port}`;
  return address.includes(':') ? `[${address}]:${portText}` : `${address}:${portText}`;
}

/** A packet has the addresses of many others: the last texts are kept, each in the place of its hash. */
function ipv4Text(bytes: Uint8Array, offset: number): string {
  const address = readU32(bytes, offset);
  const place = hashNumber(hashStart(), address) & (KEPT - 1);
  const kept = IPV4_TEXTS[place];
  if (kept !== undefined && IPV4[place] === address) return kept;
  const text = `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
  IPV4[place] = address;
  IPV4_TEXTS[place] = text;
  return text;
}

function ipv6Text(bytes: Uint8Array, offset: number): string {
  const place = hashBytes(hashStart(), bytes, offset, offset + 16) & (KEPT - 1);
  const kept = IPV6_TEXTS[place];
  if (kept !== undefined && equalBytes(IPV6, 16 * place, bytes, offset, 16)) return kept;
  const text = newIpv6Text(bytes, offset);
  for (let i = 0; i < 16; i++) IPV6[16 * place + i] = bytes[offset + i] as number;
  IPV6_TEXTS[place] = text;
  return text;
}

/** Texts of addresses kept, of each family. */
const KEPT = 1024;
const IPV4 = new Uint32Array(KEPT);
const IPV4_TEXTS: (string | undefined)[] = new Array(KEPT).fill(undefined);
const IPV6 = new Uint8Array(16 * KEPT);
const IPV6_TEXTS: (string | undefined)[] = new Array(KEPT).fill(undefined);

function newIpv6Text(bytes: Uint8Array, offset: number): string {
  const groups: number[] = [];
  for (let i = 0; i < 8; i++) groups.push(readU16(bytes, offset + 2 * i));
  if (groups.slice(0, 5).every(group => group === 0) && groups[5] === 0xffff)
    return `::ffff:${addressText(bytes, offset + 12, 4)}`;
  const { start, length } = longestZeroRun(groups);
  const hex = groups.map(group => group.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  return best;
}

function parseIpv4(text: string): Uint8Array | null {
  const octets = new Uint8Array(4);
  let place = 0;
  let digits = 0;
  let value = 0;
  for (let i = 0; i <= text.length; i++) {
    const character = i < text.length ? text.charCodeAt(i) : DOT;
    if (character === DOT) {
      if (digits === 0 || place === 4) return null;
      octets[place++] = value;
      digits = 0;
      value = 0;
      continue;
    }
    const digit = character - 0x30;
    if (digit < 0 || digit > 9) return null;
    value = 10 * value + digit;
    if (++digits > 3 || value > 255) return null;
  }
  return place === 4 ? octets : null;
}

const DOT = 0x2e;

function parseIpv6(text: string): Uint8Array | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = ipv6Groups(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? ipv6Groups(halves[1] ?? '', true) : [];
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const groups = [...head, ...new Array<number>(halves.length === 2 ? missing : 0).fill(0), ...tail];
  return Uint8Array.from(groups.flatMap(group => [group >> 8, group & 255]));
}

/** Groups of one side of `::`; the last group of the whole address may be a dotted IPv4 address. */
function ipv6Groups(text: string, last: boolean): number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    const ipv4 = last && i === parts.length - 1 && part.includes('.') ? parseIpv4(part) : null;
    if (ipv4 !== null) groups.push(readU16(ipv4, 0), readU16(ipv4, 2));
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return null;
  }
  return groups;
}
