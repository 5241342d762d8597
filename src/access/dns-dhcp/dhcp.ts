import { toHex } from '../../bytes/hex.ts';
import { readU8, readU16, readU32 } from '../../bytes/read.ts';
import { addressAt, addressesIn, givenAddresses, labelsText, SERVERS_KEPT } from '../values.ts';

/** What a DHCP message says about SIP servers; both versions. */
export interface DhcpMessage {
  readonly version: 4 | 6;
  /** Number of its type (RFC 2132 §9.6, RFC 9915 §7.3). */
  readonly type: number;
  /** `DISCOVER`, `REPLY`, …. */
  readonly name: string;
  readonly isAnswer: boolean;
  /** Transaction identifier, and of DHCPv4 the client's hardware address. */
  readonly transaction: string;
  /** Does the client ask for SIP servers? */
  readonly asked: boolean;
  /** SIP servers given: addresses and names. */
  readonly addresses: readonly string[];
  readonly names: readonly string[];
  /** Address given to the client; null without one. */
  readonly ue: string | null;
  /** DNS servers given. */
  readonly dns: readonly string[];
}

/** Ports of servers and clients (RFC 2131 §4.1, RFC 9915 §7.2). */
export const DHCP_PORTS: ReadonlySet<number> = new Set([67, 68, 546, 547]);

/** Option codes of DHCPv4 (RFC 2132; SIP servers: RFC 3361 §3). */
const OPTION_4 = { DNS: 6, MESSAGE_TYPE: 53, REQUEST_LIST: 55, SIP_SERVERS: 120 } as const;

/** Option codes of DHCPv6 (RFC 9915 §21; SIP servers: RFC 3319 §3; DNS: RFC 3646 §3). */
const OPTION_6 = {
  IA_NA: 3,
  ADDRESS: 5,
  REQUEST_LIST: 6,
  RELAYED: 9,
  SIP_NAMES: 21,
  SIP_ADDRESSES: 22,
  DNS: 23,
} as const;

const MAGIC_COOKIE = 0x63825363;

/** RFC 2132 §9.6. */
const NAMES_4 = ['', 'DISCOVER', 'OFFER', 'REQUEST', 'DECLINE', 'ACK', 'NAK', 'RELEASE', 'INFORM'];
const ANSWERS_4: ReadonlySet<number> = new Set([2, 5, 6]);

/** RFC 9915 §7.3. */
const NAMES_6 = [
  '',
  'SOLICIT',
  'ADVERTISE',
  'REQUEST',
  'CONFIRM',
  'RENEW',
  'REBIND',
  'REPLY',
  'RELEASE',
  'DECLINE',
  'RECONFIGURE',
  'INFORMATION-REQUEST',
];
const ANSWERS_6: ReadonlySet<number> = new Set([2, 7]);

/** Relays around one message of DHCPv6: RFC 9915 §7.6 lets a message pass eight. */
const MOST_RELAYS = 8;

/** Reads a message of DHCPv4; null for other bytes (RFC 2131 §2). */
export function readDhcpv4(bytes: Uint8Array): DhcpMessage | null {
  if (bytes.length < 240 || readU32(bytes, 236) !== MAGIC_COOKIE) return null;
  const options = options4(bytes, 240);
  const type = options.get(OPTION_4.MESSAGE_TYPE)?.[0] ?? 0;
  const name = NAMES_4[type];
  if (name === undefined || type === 0) return null;
  const servers = options.get(OPTION_4.SIP_SERVERS);
  const isAnswer = ANSWERS_4.has(type);
  const hardwareLength = Math.min(16, readU8(bytes, 2));
  const [given = null] = isAnswer ? givenAddresses(addressAt(bytes, 16, 4)) : [];
  return {
    version: 4,
    type,
    name,
    isAnswer,
    transaction: toHex(bytes.subarray(4, 8)) + toHex(bytes.subarray(28, 28 + hardwareLength)),
    asked: options.get(OPTION_4.REQUEST_LIST)?.includes(OPTION_4.SIP_SERVERS) ?? false,
    ...sipServers4(servers),
    ue: given,
    dns: addressesIn(options.get(OPTION_4.DNS) ?? EMPTY, 0, 4),
  };
}

/** Reads a message of DHCPv6, also inside those of relays; null for other bytes (RFC 9915 §8, §9). */
export function readDhcpv6(bytes: Uint8Array): DhcpMessage | null {
  let message: Uint8Array | undefined = bytes;
  for (let relays = 0; message !== undefined && relays <= MOST_RELAYS; relays++) {
    const type = message[0] ?? 0;
    // Relay-forward and relay-reply: hop count and two addresses before the options.
    if (type !== 12 && type !== 13) return dhcpv6(message, type);
    message = options6(message, 34).get(OPTION_6.RELAYED);
  }
  return null;
}

function dhcpv6(bytes: Uint8Array, type: number): DhcpMessage | null {
  const name = NAMES_6[type];
  if (name === undefined || type === 0 || bytes.length < 4) return null;
  const options = options6(bytes, 4);
  const asked = options.get(OPTION_6.REQUEST_LIST) ?? EMPTY;
  let isAsked = false;
  for (let at = 0; at + 2 <= asked.length; at += 2)
    if (readU16(asked, at) === OPTION_6.SIP_NAMES || readU16(asked, at) === OPTION_6.SIP_ADDRESSES)
      isAsked = true;
  const isAnswer = ANSWERS_6.has(type);
  // IA_NA: its identity and two times, then options.
  const lease = isAnswer
    ? options6(options.get(OPTION_6.IA_NA) ?? EMPTY, 12).get(OPTION_6.ADDRESS)
    : undefined;
  return {
    version: 6,
    type,
    name,
    isAnswer,
    transaction: toHex(bytes.subarray(1, 4)),
    asked: isAsked,
    addresses: addressesIn(options.get(OPTION_6.SIP_ADDRESSES) ?? EMPTY, 0, 16),
    names: namesIn(options.get(OPTION_6.SIP_NAMES) ?? EMPTY, 0),
    ue: lease === undefined ? null : addressAt(lease, 0, 16),
    dns: addressesIn(options.get(OPTION_6.DNS) ?? EMPTY, 0, 16),
  };
}

/** Names after 0, addresses after 1 (RFC 3361 §3). */
function sipServers4(value: Uint8Array | undefined): Pick<DhcpMessage, 'addresses' | 'names'> {
  const encoding = value?.[0];
  return {
    addresses: encoding === 1 ? addressesIn(value ?? EMPTY, 1, 4) : [],
    names: encoding === 0 ? namesIn(value ?? EMPTY, 1) : [],
  };
}

/** Names in labels, each ended by an empty one (RFC 1035 §3.1), without compression. */
function namesIn(bytes: Uint8Array, start: number): string[] {
  const names: string[] = [];
  let begin = start;
  for (let at = start; at < bytes.length && names.length < SERVERS_KEPT; ) {
    const length = readU8(bytes, at);
    at += 1 + length;
    if (length > 0) continue;
    const name = labelsText(bytes.subarray(begin, at));
    if (name !== null) names.push(name);
    begin = at;
  }
  return names;
}

/** Options by code; one that comes in several pieces is put together (RFC 3396 §7). */
function options4(bytes: Uint8Array, start: number): Map<number, Uint8Array> {
  const pieces = new Map<number, Uint8Array[]>();
  for (let at = start; at < bytes.length; ) {
    const code = readU8(bytes, at);
    if (code === 255) break;
    if (code === 0) {
      at++;
      continue;
    }
    const end = at + 2 + (bytes[at + 1] ?? 0);
    if (end > bytes.length) break;
    const before = pieces.get(code);
    const piece = bytes.subarray(at + 2, end);
    if (before === undefined) pieces.set(code, [piece]);
    else before.push(piece);
    at = end;
  }
  return new Map([...pieces].map(([code, parts]) => [code, joined(parts)]));
}

function options6(bytes: Uint8Array, start: number): Map<number, Uint8Array> {
  const options = new Map<number, Uint8Array>();
  for (let at = start; at + 4 <= bytes.length; ) {
    const end = at + 4 + readU16(bytes, at + 2);
    if (end > bytes.length) break;
    const code = readU16(bytes, at);
    if (!options.has(code)) options.set(code, bytes.subarray(at + 4, end));
    at = end;
  }
  return options;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

const EMPTY = new Uint8Array(0);
