import { parseAddress } from '../../../bytes/address.ts';
import { readU16 } from '../../../bytes/read.ts';
import type { Mapping } from './mapping.ts';

/**
 * A text in which everything may be an identity: addresses, names, numbers, tags. All runs of letters and digits are
 * replaced, except words that only say what follows (`sip`, `3gppnetwork`), and ports after a host. The length stays.
 *
 * @param text octets as characters U+0000 to U+00FF.
 * @param alsoKept further words that stay, in lower case.
 */
export function withoutNames(text: string, mapping: Mapping, alsoKept: ReadonlySet<string> = NONE): string {
  let shown = '';
  let at = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = anotherAddress(found, mapping);
    if (address === null) continue;
    shown += withoutWords(text, at, index, mapping, alsoKept) + address;
    at = index + found.length;
  }
  return shown + withoutWords(text, at, text.length, mapping, alsoKept);
}

function withoutWords(
  text: string,
  start: number,
  end: number,
  mapping: Mapping,
  alsoKept: ReadonlySet<string>,
): string {
  return text
    .slice(start, end)
    .replace(NETWORK_OR_WORD, (part, mnc: string | undefined, mcc: string | undefined, place: number) => {
      if (mnc !== undefined && mcc !== undefined) return anotherNetwork(mnc, mcc, part, mapping);
      if (isPort(part, text, start + place) || alsoKept.has(part.toLowerCase())) return part;
      return anotherWord(part, mapping);
    });
}

/** A text for people, such as a reason: only what surely is an address, a URI, a host or a long number is replaced. */
export function withoutKnownNames(text: string, mapping: Mapping): string {
  return text.replace(KNOWN, found => withoutNames(found, mapping));
}

/** The text of an IP address, replaced; null for other texts. */
export function anotherAddress(text: string, mapping: Mapping): string | null {
  const bytes = parseAddress(text);
  if (bytes === null) return null;
  mapping.address(bytes, 0, bytes.length as 4 | 16);
  if (bytes.length === 4) return dotted(text, bytes, 0);
  const groups = text.split(':');
  const written = groups.filter(group => group !== '').length + (text.includes('.') ? 1 : 0);
  let group = 0;
  let isOmitted = false;
  const mapped = groups.map(digits => {
    if (digits.includes('.'))
      return /^::ffff:/i.test(text) ? dotted(digits, bytes, 12) : anotherAddress(digits, mapping);
    if (digits !== '') return hexGroup(digits, readU16(bytes, 2 * group++));
    if (!isOmitted) group += 8 - written;
    isOmitted = true;
    return '';
  });
  return mapped.join(':');
}

function dotted(text: string, bytes: Uint8Array, offset: number): string {
  let at = offset;
  return text.replace(/\d{1,3}/g, digits => `${bytes[at++]}`.padStart(digits.length, '0'));
}

function hexGroup(digits: string, value: number): string {
  const mapped = value.toString(16).padStart(digits.length, '0');
  return /[A-F]/.test(digits) ? mapped.toUpperCase() : mapped;
}

/** MNC and MCC of a domain (TS 23.003 §13.2) become those with which the replaced IMSI begins. */
function anotherNetwork(mnc: string, mcc: string, part: string, mapping: Mapping): string {
  const hasTwoDigits = mnc.length === 2 || (mnc.startsWith('0') && !THREE_DIGITS.test(mcc));
  const digits = hasTwoDigits ? mnc.slice(-2) : mnc;
  const mapped = mapping.word(`${mcc}${digits}`);
  const zero = mnc.slice(0, mnc.length - digits.length);
  // As it is written: in capitals or not.
  return `${part.slice(0, 3)}${zero}${mapped.slice(3)}${part.slice(3 + mnc.length, -3)}${mapped.slice(0, 3)}`;
}

/** Countries whose networks have an MNC of three digits (ITU-T E.212). */
const THREE_DIGITS = /^(?:3[0-9]{2}|70[2-9]|71[0-9]|722|73[0-9]|405)$/;

function anotherWord(word: string, mapping: Mapping): string {
  if (word.startsWith('%')) return anotherEscape(word, mapping);
  if (word.startsWith('&') || KEPT.has(word.toLowerCase())) return word;
  if (word.startsWith(MAGIC_COOKIE)) return `${MAGIC_COOKIE}${mapping.word(word.slice(MAGIC_COOKIE.length))}`;
  return mapping.word(word);
}

/** A letter or digit in its escaped form. */
function anotherEscape(escaped: string, mapping: Mapping): string {
  const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
  if (!/[0-9A-Za-z]/.test(character)) return escaped;
  return `%${mapping.word(character).charCodeAt(0).toString(16)}`;
}

/** Up to five digits and a colon before them, behind a host. */
function isPort(word: string, text: string, at: number): boolean {
  if (!/^\d{1,5}$/.test(word) || text[at - 1] !== ':') return false;
  return !/(?:sips?|tel|urn|imei|gsma|uuid)$/i.test(text.slice(Math.max(0, at - 6), at - 1));
}

const MAGIC_COOKIE = 'z9hG4bK';

/** What may be an IP address. */
const ADDRESS =
  /(?<![0-9A-Za-z.])\d{1,3}(?:\.\d{1,3}){3}(?![0-9A-Za-z]|\.\d)|(?<![0-9A-Za-z.:])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,8}(?:\.\d{1,3}){0,3}(?![0-9A-Za-z:]|\.\d)/g;
const NETWORK_OR_WORD = /mnc(\d{2,3})\.mcc(\d{3})|%[0-9A-Fa-f]{2}|&[a-z]{2,4};|[0-9A-Za-z\x80-\xff]+/gi;

/** URIs, names with a host, hosts, addresses, long numbers. */
const KNOWN =
  /(?:sips?|tel):[^\s<>;,"]{1,256}|[^\s<>;:,"=@]{1,128}@[^\s<>;,"=]{1,256}|(?:[0-9A-Za-z-]{1,63}\.){1,9}(?:org|com|net|local|lan|internal)(?![0-9A-Za-z])|\d{1,3}(?:\.\d{1,3}){3}(?![0-9A-Za-z]|\.\d)|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,8}(?:\.\d{1,3}){0,3}(?![0-9A-Za-z:])|\d{9,}/gi;

const NONE: ReadonlySet<string> = new Set();

/** Words of the grammar of URIs and of domains (TS 23.003 §13). */
const KEPT: ReadonlySet<string> = new Set(
  `sip sips tel urn gsma imei uuid service sos 3gpp ims mnc mcc epc pub gprs 3gppnetwork org com net
  anonymous invalid unavailable localhost udp tcp`.split(/\s+/),
);
