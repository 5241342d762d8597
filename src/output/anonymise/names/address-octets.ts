import { readU8, readU16 } from '../../../bytes/read.ts';
import { writeU16 } from '../../../net/rewrite/correct-checksums.ts';

/** A permutation of the numbers below `size`, drawn from a name. */
export type Order = (name: string, size: number) => Uint8Array;

/**
 * Replaces an IP address in place. Its text keeps its length: each part becomes another with as many digits, and zeros of
 * IPv6 stay. Networks stay networks at every dot and hex digit. Kept: which addresses are private, shared, link-local
 * or multicast, and loopback, broadcast and unspecified addresses as they are.
 */
export function addressOctets(bytes: Uint8Array, offset: number, length: 4 | 16, order: Order): void {
  if (length === 4) ipv4(bytes, offset, order);
  else if (isMappedIpv4(bytes, offset)) ipv4(bytes, offset + 12, order);
  else ipv6(bytes, offset, order);
}

/** Octets from `from` to `to` that may replace each other. */
interface Class {
  readonly from: number;
  readonly to: number;
}

function ipv4(bytes: Uint8Array, offset: number, order: Order): void {
  const [a, b, c, d] = [0, 1, 2, 3].map(i => readU8(bytes, offset + i)) as [number, number, number, number];
  if (a === 0 || a === 127 || a >= 224) return;
  const isKept = a === 10 || a === 100 || a === 169 || a === 172 || a === 192;
  if (!isKept) bytes[offset] = another(a, FIRST, 'v4', order);
  const isLinkLocal = (a === 169 && b === 254) || (a === 192 && b === 168);
  if (!isLinkLocal) bytes[offset + 1] = another(b, SECOND[a] ?? OCTETS, `v4 ${a}`, order);
  bytes[offset + 2] = another(c, OCTETS, `v4 ${a}.${b}`, order);
  bytes[offset + 3] = another(d, OCTETS, `v4 ${a}.${b}.${c}`, order);
}

function another(octet: number, classes: readonly Class[], name: string, order: Order): number {
  const found = classes.find(({ from, to }) => octet >= from && octet <= to);
  if (found === undefined) return octet;
  const { from, to } = found;
  return from + (order(`${name} ${from}`, to - from + 1)[octet - from] as number);
}

/** By the number of their digits. */
const OCTETS: readonly Class[] = [
  { from: 0, to: 9 },
  { from: 10, to: 99 },
  { from: 100, to: 255 },
];

/** First octets of public addresses; in 10, 100, 127, 169, 172 and 192 are others (RFC 6890). */
const FIRST: readonly Class[] = [
  { from: 1, to: 9 },
  { from: 11, to: 99 },
  { from: 101, to: 126 },
  { from: 128, to: 168 },
  { from: 173, to: 191 },
  { from: 193, to: 223 },
];

/** Second octets where the first is not enough: private and shared addresses on their own. */
const SECOND: Readonly<Record<number, readonly Class[]>> = {
  100: [
    { from: 0, to: 9 },
    { from: 10, to: 63 },
    { from: 64, to: 99 },
    { from: 100, to: 127 },
    { from: 128, to: 255 },
  ],
  169: [
    { from: 0, to: 9 },
    { from: 10, to: 99 },
    { from: 100, to: 253 },
  ],
  172: [
    { from: 0, to: 9 },
    { from: 10, to: 15 },
    { from: 16, to: 31 },
    { from: 32, to: 99 },
    { from: 100, to: 255 },
  ],
  192: [
    { from: 0, to: 9 },
    { from: 10, to: 99 },
    { from: 100, to: 167 },
    { from: 169, to: 255 },
  ],
};

function ipv6(bytes: Uint8Array, offset: number, order: Order): void {
  let name = 'v6';
  for (let group = 0; group < 8; group++) {
    const at = offset + 2 * group;
    const value = readU16(bytes, at);
    const digits = value.toString(16);
    if (group === 0 && (value === 0 || value >= 0xfe00)) {
      // Loopback, link-local and multicast: what follows is mapped, except of addresses that all networks have.
      if (value >= 0xff00 || isLoopback(bytes, offset)) return;
    } else if (value !== 0) writeU16(bytes, at, anotherGroup(digits, name, keptDigits(group, value), order));
    name += ` ${digits}`;
  }
}

/** The first digit says what an address is for; of unique local addresses (RFC 4193) the first two. */
function keptDigits(group: number, value: number): number {
  if (group > 0) return 0;
  return value >= 0xfc00 ? 2 : 1;
}

function anotherGroup(digits: string, name: string, kept: number, order: Order): number {
  let mapped = digits.slice(0, kept);
  for (let i = kept; i < digits.length; i++) {
    const first = i === 0 ? 1 : 0;
    const before = `${name} ${digits.length}:${digits.slice(0, i)}`;
    const place = Number.parseInt(digits[i] as string, 16) - first;
    mapped += ((order(before, 16 - first)[place] as number) + first).toString(16);
  }
  return Number.parseInt(mapped, 16);
}

/** `::ffff:0:0/96` (RFC 4291 §2.5.5.2). */
function isMappedIpv4(bytes: Uint8Array, offset: number): boolean {
  for (let i = 0; i < 10; i++) if (bytes[offset + i] !== 0) return false;
  return readU16(bytes, offset + 10) === 0xffff;
}

function isLoopback(bytes: Uint8Array, offset: number): boolean {
  for (let i = 0; i < 15; i++) if (bytes[offset + i] !== 0) return false;
  return readU8(bytes, offset + 15) <= 1;
}
