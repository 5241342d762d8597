import { latin1 } from '../bytes/latin1.ts';
import { readU8 } from '../bytes/read.ts';
import { trimBlanks } from './header-value.ts';

/** The bit that makes a letter lower case. */
const LOWER = 0x20;

/** Compact header names with their long forms (IANA, SIP Parameters: Header Fields). */
const LONG_NAMES: ReadonlyMap<string, string> = new Map([
  ['a', 'accept-contact'],
  ['b', 'referred-by'],
  ['c', 'content-type'],
  ['d', 'request-disposition'],
  ['e', 'content-encoding'],
  ['f', 'from'],
  ['i', 'call-id'],
  ['j', 'reject-contact'],
  ['k', 'supported'],
  ['l', 'content-length'],
  ['m', 'contact'],
  ['n', 'identity-info'],
  ['o', 'event'],
  ['r', 'refer-to'],
  ['s', 'subject'],
  ['t', 'to'],
  ['u', 'allow-events'],
  ['v', 'via'],
  ['x', 'session-expires'],
  ['y', 'identity'],
]);

/**
 * The usual header names. In a table of `sipTable` each has a number: its place here, from 1 on. The first ones have rules,
 * and `assembly/sip.ts` knows their numbers. All names with a compact form are here, so a name that is missing here is
 * only another case of its canonical form.
 */
export const SIP_NAMES: readonly string[] = [
  'via',
  'from',
  'to',
  'call-id',
  'cseq',
  'contact',
  'max-forwards',
  'expires',
  'retry-after',
  'date',
  'content-type',
  'warning',
  'content-length',
  'security-client',
  'security-server',
  'security-verify',
  'www-authenticate',
  'authorization',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-require',
  'p-access-network-info',
  'p-associated-uri',
  'p-visited-network-id',
  'p-charging-vector',
  'p-asserted-identity',
  'p-preferred-identity',
  'route',
  'record-route',
  'service-route',
  'path',
  'require',
  'supported',
  'allow',
  'user-agent',
  'server',
  'event',
  'subscription-state',
  'session-expires',
  'min-expires',
  'reason',
  'rseq',
  'rack',
  'in-reply-to',
  'content-encoding',
  'accept',
  'accept-contact',
  'privacy',
  'referred-by',
  'refer-to',
  'request-disposition',
  'reject-contact',
  'identity',
  'identity-info',
  'subject',
  'allow-events',
];

const NAMES: ReadonlyMap<string, string> = new Map([
  ...SIP_NAMES.map(name => [name, name] as const),
  ...LONG_NAMES,
]);

/** How names are written, and their canonical form, by the hash of their octets; of names with the same hash, the last. */
const BY_HASH: ReadonlyMap<number, readonly [written: string, canonical: string]> = new Map(
  [...NAMES].map(name => [hashOf(name[0]), name]),
);

/** One spelling for each header name: lower case, long form (RFC 3261 §7.3.3). */
export function canonicalHeaderName(name: string): string {
  const known = NAMES.get(name);
  if (known !== undefined) return known;
  const lower = name.toLowerCase();
  return NAMES.get(lower) ?? lower;
}

/** The canonical name in these octets, which may have blanks around it. Usual names make no text. */
export function headerNameAt(bytes: Uint8Array, start: number, end: number): string {
  let hash = 0;
  for (let i = start; i < end; i++) hash = mixed(hash, readU8(bytes, i));
  const usual = BY_HASH.get(hash);
  if (usual !== undefined && isAt(bytes, start, end, usual[0])) return usual[1];
  return canonicalHeaderName(trimBlanks(latin1(bytes, start, end)));
}

function isAt(bytes: Uint8Array, start: number, end: number, name: string): boolean {
  if (end - start !== name.length) return false;
  for (let i = 0; i < name.length; i++) {
    const octet = readU8(bytes, start + i);
    const lower = octet >= 0x41 && octet <= 0x5a ? octet | LOWER : octet;
    if (lower !== name.charCodeAt(i)) return false;
  }
  return true;
}

function hashOf(name: string): number {
  let hash = 0;
  for (let i = 0; i < name.length; i++) hash = mixed(hash, name.charCodeAt(i));
  return hash;
}

/** The case of letters does not count. */
function mixed(hash: number, octet: number): number {
  return (Math.imul(hash, 31) + (octet | LOWER)) | 0;
}
