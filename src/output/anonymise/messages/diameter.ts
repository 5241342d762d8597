import { fromLatin1, latin1 } from '../../../bytes/latin1.ts';
import { readU8, readU16, readU32 } from '../../../bytes/read.ts';
import { DIAMETER_HEADER_LENGTH, diameterLength, parseDiameter } from '../../../diameter/message.ts';
import { withoutKnownNames, withoutNames } from '../names/names.ts';
import { anonymousXml } from './sdp-and-xml.ts';
import type { Replacing } from './sip-headers.ts';

/**
 * Replaces identities, addresses, hosts and vectors in the Diameter message from `start` to `end`, in place. Numbers and
 * enumerations stay; what is not known is replaced.
 *
 * @returns false if there is no whole Diameter message.
 */
export function anonymousDiameter(
  bytes: Uint8Array,
  start: number,
  end: number,
  replacing: Replacing,
): boolean {
  const length = diameterLength(bytes, start, end);
  if (length <= 0 || start + length > end) return false;
  const { avps, whole } = parseDiameter(bytes, start, length);
  if (!whole || avps.length === 0) return length === DIAMETER_HEADER_LENGTH;
  avpsIn(bytes, start + DIAMETER_HEADER_LENGTH, start + length, replacing, 0);
  return true;
}

/** Learns challenge and XRES where they stand together, before anything is replaced. */
interface Vector {
  challenge: Uint8Array | null;
  xres: Uint8Array | null;
}

function avpsIn(bytes: Uint8Array, start: number, end: number, replacing: Replacing, depth: number): void {
  const vector: Vector = { challenge: null, xres: null };
  for (const avp of placesIn(bytes, start, end)) {
    if (avp.vendor === TGPP && avp.code === 609) vector.challenge = bytes.slice(avp.start, avp.end);
    if (avp.vendor === TGPP && avp.code === 610) vector.xres = bytes.slice(avp.start, avp.end);
  }
  if (vector.challenge !== null && vector.xres !== null)
    replacing.digests.expect(vector.challenge, vector.xres);
  for (const avp of placesIn(bytes, start, end)) replace(bytes, avp, replacing, depth);
}

interface AvpPlace {
  readonly code: number;
  readonly vendor: number;
  /** Of its data. */
  readonly start: number;
  readonly end: number;
}

function placesIn(bytes: Uint8Array, start: number, end: number): AvpPlace[] {
  const found: AvpPlace[] = [];
  let at = start;
  while (at + 8 <= end) {
    const hasVendor = (readU8(bytes, at + 4) & 0x80) !== 0;
    const header = hasVendor ? 12 : 8;
    const length = readU32(bytes, at + 4) & 0xffffff;
    if (length < header || at + length > end) return found;
    const vendor = hasVendor ? readU32(bytes, at + 8) : 0;
    found.push({ code: readU32(bytes, at), vendor, start: at + header, end: at + length });
    at += length + ((4 - (length % 4)) % 4);
  }
  return found;
}

/** Do AVPs fill it exactly? */
function isGrouped(bytes: Uint8Array, start: number, end: number): boolean {
  const last = placesIn(bytes, start, end).at(-1);
  return last !== undefined && end - last.end < 4 && last.end - last.start >= 0;
}

function replace(bytes: Uint8Array, avp: AvpPlace, replacing: Replacing, depth: number): void {
  const { code, vendor, start, end } = avp;
  const { mapping } = replacing;
  const length = end - start;
  const key = `${vendor}/${code}`;
  if (KEPT.has(key)) return;
  if (ADDRESSES.has(key)) {
    // Framed-IPv6-Prefix begins with a length, Host-IP-Address with a family.
    if (length === 4 || length === 16) mapping.address(bytes, start, length);
    else if (length === 6) mapping.address(bytes, start + 2, 4);
    else if (length === 18) mapping.address(bytes, start + 2, 16);
    else prefix(bytes, start, end, replacing);
  } else if (key === MSISDN) bcd(bytes, start, end, replacing);
  else if (key === USER_DATA) text(bytes, avp, value => anonymousXml(value, mapping));
  else if (PROSE.has(key)) text(bytes, avp, value => withoutKnownNames(value, mapping));
  else if (OCTETS.has(key)) mapping.octets(bytes, start, end);
  else if (length <= 4 && !NAMES.has(key)) return;
  else if (depth < MOST_DEEP && isGrouped(bytes, start, end)) avpsIn(bytes, start, end, replacing, depth + 1);
  else if (isText(bytes, start, end)) text(bytes, avp, value => withoutNames(value, mapping));
  else mapping.octets(bytes, start, end);
}

/** The prefix as if it were an address. */
function prefix(bytes: Uint8Array, start: number, end: number, { mapping }: Replacing): void {
  if (end - start < 3 || end - start > 18) {
    mapping.octets(bytes, start, end);
    return;
  }
  const address = new Uint8Array(16);
  address.set(bytes.subarray(start + 2, end));
  mapping.address(address, 0, 16);
  bytes.set(address.subarray(0, end - start - 2), start + 2);
}

/** Digits as TBCD-STRING (TS 29.002 §17.7.8): the low half of an octet first. */
export function bcd(
  bytes: Uint8Array,
  start: number,
  end: number,
  { mapping }: Pick<Replacing, 'mapping'>,
): void {
  let digits = '';
  for (let i = start; i < end; i++) {
    const octet = readU8(bytes, i);
    for (const half of [octet & 15, octet >> 4]) if (half < 10) digits += half;
  }
  const mapped = mapping.word(digits);
  let at = 0;
  for (let i = start; i < end; i++) {
    const octet = readU8(bytes, i);
    const [low, high] = [octet & 15, octet >> 4].map(half => (half < 10 ? Number(mapped[at++]) : half));
    bytes[i] = ((high as number) << 4) | (low as number);
  }
}

function text(bytes: Uint8Array, { start, end }: AvpPlace, change: (value: string) => string): void {
  bytes.set(fromLatin1(change(latin1(bytes, start, end))), start);
}

function isText(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const octet = readU8(bytes, i);
    if (octet < 0x20 || octet > 0x7e) return false;
  }
  return true;
}

/** Is it Diameter so far, also if it is cut? */
export function maybeDiameter(bytes: Uint8Array, start: number, end: number): boolean {
  if (start >= end || readU8(bytes, start) !== 1) return false;
  return end - start < DIAMETER_HEADER_LENGTH
    ? readU16(bytes, start) < 0x0110
    : diameterLength(bytes, start, end) > 0;
}

const TGPP = 10_415;
const MSISDN = `${TGPP}/701`;
const USER_DATA = `${TGPP}/606`;
/** Levels of grouped AVPs: those of 3GPP have four. */
const MOST_DEEP = 8;

/** Framed-IP-Address, Framed-IPv6-Prefix, Host-IP-Address, gateways and serving nodes of TS 29.061 and TS 29.212. */
const ADDRESSES: ReadonlySet<string> = new Set([
  ...['0/8', '0/97', '0/257', '0/4'],
  ...[6, 7, 15, 16, 23, 1050, 1407].filter(code => code !== 23).map(code => `${TGPP}/${code}`),
]);
/** Called-Station-Id (the APN), Product-Name, Subscription-Id-Type and the like. */
const KEPT: ReadonlySet<string> = new Set(['0/30', '0/269', `${TGPP}/608`, `${TGPP}/23`, `${TGPP}/1005`]);
/** Error-Message; Reason-Info; Flow-Description. */
const PROSE: ReadonlySet<string> = new Set(['0/281', `${TGPP}/617`, `${TGPP}/507`]);
/** Challenge, answer, CK, IK; the location. */
const OCTETS: ReadonlySet<string> = new Set([609, 610, 625, 626, 22].map(code => `${TGPP}/${code}`));
/** User-Name and identities may be short. */
const NAMES: ReadonlySet<string> = new Set(['0/1', '0/444', `${TGPP}/601`, `${TGPP}/600`, `${TGPP}/602`]);
