import { latin1 } from '../../bytes/latin1.ts';
import { readU8, readU16 } from '../../bytes/read.ts';
import { addressAt } from '../values.ts';

/** Port of DNS (RFC 1035 §4.2). */
export const DNS_PORT = 53;

/** One record of an answer, as far as it finds a server. */
export interface DnsRecord {
  /** In lower case. */
  readonly name: string;
  readonly writtenName: string;
  /** `A`, `AAAA`, `SRV`, `NAPTR`, `CNAME`, or the number of another. */
  readonly type: string;
  /** An address, `priority weight port target` of SRV, `order preference flags service regexp replacement` of NAPTR. */
  readonly text: string;
}

/** A question with its answer, if it has come. */
export interface DnsMessage {
  readonly id: number;
  readonly isAnswer: boolean;
  /** All 16 flags, with the number of the response code in the last four. */
  readonly flags: number;
  /** `NOERROR`, `NXDOMAIN`, …; null in a question. */
  readonly code: string | null;
  /** Is it an answer that was cut, so that the question is asked again over TCP (RFC 7766 §5)? */
  readonly truncated: boolean;
  /** In lower case, without the dot at its end. */
  readonly name: string;
  /** The same as it is written. */
  readonly writtenName: string;
  readonly type: string;
  readonly typeNumber: number;
  /** Records of the answer section. */
  readonly answers: readonly DnsRecord[];
  /** Records of the sections after it: authority and additional. */
  readonly others: readonly DnsRecord[];
  /** False if a record is beyond the end, or a name has no end. */
  readonly whole: boolean;
}

/** RFC 1035 §3.2.2, RFC 3596, RFC 2782, RFC 3403. */
const TYPES: ReadonlyMap<number, string> = new Map([
  [1, 'A'],
  [5, 'CNAME'],
  [28, 'AAAA'],
  [33, 'SRV'],
  [35, 'NAPTR'],
]);

/** RFC 1035 §4.1.1. */
const CODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];

/** Records of one answer: a domain with all its P-CSCFs has a dozen. */
const MOST_RECORDS = 32;

/** Characters of a name (RFC 1035 §2.3.4: 255 octets). */
const LONGEST_NAME = 255;

/** Pointers followed within one name: each must lead back, and one is usual. */
const MOST_POINTERS = 16;

/**
 * Reads a DNS message with one question; null for other bytes (RFC 1035 §4). A reader of its own: dns-packet 5.6.1
 * throws on damaged and cut messages, which loses what came before the damage, and needs a Buffer.
 */
export function readDns(bytes: Uint8Array): DnsMessage | null {
  if (bytes.length < SHORTEST || !isStandardQuery(bytes, 0)) return null;
  const flags = readU16(bytes, 2);
  const question = nameAt(bytes, HEADER_LENGTH);
  if (question === null || question.end + 4 > bytes.length) return null;
  if (readU16(bytes, question.end + 2) !== CLASS_IN) return null;
  const isAnswer = (flags & 0x8000) !== 0;
  const code = flags & 15;
  const { records: answers, whole, end } = recordsAt(bytes, question.end + 4, readU16(bytes, 6));
  const { records: others } = whole
    ? recordsAt(bytes, end, readU16(bytes, 8) + readU16(bytes, 10))
    : { records: [] };
  const typeNumber = readU16(bytes, question.end);
  return {
    id: readU16(bytes, 0),
    isAnswer,
    flags,
    code: isAnswer ? (CODES[code] ?? `${code}`) : null,
    truncated: isAnswer && (flags & 0x0200) !== 0,
    name: question.name.toLowerCase(),
    writtenName: question.name,
    type: typeName(typeNumber),
    typeNumber,
    answers,
    others,
    whole,
  };
}

const CLASS_IN = 1;

/** Octets before the question (RFC 1035 §4.1.1), and of the shortest message with one. */
const HEADER_LENGTH = 12;
const SHORTEST = HEADER_LENGTH + 5;

/**
 * Octets of the message at `start` of a TCP stream, with the two that give its length (RFC 1035 §4.2.2); -1 if none of
 * those that `readDns` reads begins there, 0 while its length is still to come.
 */
export function dnsLength(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 2) return 0;
  const length = readU16(bytes, start);
  if (length < SHORTEST) return -1;
  const isQuery = end - start < 2 + HEADER_LENGTH || isStandardQuery(bytes, start + 2);
  return isQuery ? 2 + length : -1;
}

/** Only standard queries (opcode 0) with one question. */
function isStandardQuery(bytes: Uint8Array, at: number): boolean {
  return (readU16(bytes, at + 2) & 0x7800) === 0 && readU16(bytes, at + 4) === 1;
}

/** That many records, one after the other, and where they end. */
function recordsAt(
  bytes: Uint8Array,
  start: number,
  count: number,
): { readonly records: DnsRecord[]; readonly whole: boolean; readonly end: number } {
  const records: DnsRecord[] = [];
  let at = start;
  for (let i = 0; i < count && i < MOST_RECORDS; i++) {
    const owner = nameAt(bytes, at);
    if (owner === null || owner.end + 10 > bytes.length) return { records, whole: false, end: at };
    const data = owner.end + 10;
    const end = data + readU16(bytes, owner.end + 8);
    if (end > bytes.length) return { records, whole: false, end: at };
    const type = readU16(bytes, owner.end);
    records.push({
      name: owner.name.toLowerCase(),
      writtenName: owner.name,
      type: typeName(type),
      text: dataText(bytes, type, data, end),
    });
    at = end;
  }
  return { records, whole: count <= MOST_RECORDS, end: at };
}

function typeName(type: number): string {
  return TYPES.get(type) ?? `${type}`;
}

/** The data of a record as text; '' for what is not of its form, and for other types. */
function dataText(bytes: Uint8Array, type: number, start: number, end: number): string {
  switch (TYPES.get(type)) {
    case 'A':
      return end - start === 4 ? (addressAt(bytes, start, 4) ?? '') : '';
    case 'AAAA':
      return end - start === 16 ? (addressAt(bytes, start, 16) ?? '') : '';
    case 'CNAME':
      return nameAt(bytes, start)?.name ?? '';
    case 'SRV': {
      if (end - start < 7) return '';
      const numbers = [0, 2, 4].map(offset => readU16(bytes, start + offset));
      return `${numbers.join(' ')} ${nameAt(bytes, start + 6)?.name ?? ''}`;
    }
    case 'NAPTR':
      return naptrText(bytes, start, end);
    default:
      return '';
  }
}

/** Order and preference, then flags, service and regular expression in quotes, then the name that replaces it. */
function naptrText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start < 8) return '';
  const parts = [`${readU16(bytes, start)}`, `${readU16(bytes, start + 2)}`];
  let at = start + 4;
  for (let i = 0; i < 3; i++) {
    const next = at + 1 + readU8(bytes, at);
    if (next >= end) return '';
    parts.push(`"${latin1(bytes, at + 1, next)}"`);
    at = next;
  }
  return `${parts.join(' ')} ${nameAt(bytes, at)?.name ?? ''}`;
}

/** The name there, and where it ends; null if it has no end, is too long or points forward. */
function nameAt(bytes: Uint8Array, start: number): { readonly name: string; readonly end: number } | null {
  let name = '';
  let end = -1;
  let pointers = 0;
  for (let at = start; at < bytes.length; ) {
    const length = readU8(bytes, at);
    if (length === 0) return { name, end: end < 0 ? at + 1 : end };
    if (length >= 0xc0) {
      if (at + 2 > bytes.length || ++pointers > MOST_POINTERS) return null;
      const target = readU16(bytes, at) & 0x3fff;
      if (end < 0) end = at + 2;
      if (target >= at) return null;
      at = target;
      continue;
    }
    if (length > 63 || at + 1 + length > bytes.length) return null;
    name += `${name === '' ? '' : '.'}${latin1(bytes, at + 1, at + 1 + length)}`;
    if (name.length > LONGEST_NAME) return null;
    at += 1 + length;
  }
  return null;
}
