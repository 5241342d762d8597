import { fromHex } from '../../bytes/hex.ts';
import { fromLatin1 } from '../../bytes/latin1.ts';
import { secretOrNull } from '../../bytes/secret-bytes.ts';
import type { KeyFile, KeyFileIssue } from '../../model/key-file.ts';
import type { GivenSa } from '../../model/security-association.ts';
import { parseAddressPattern } from './address-pattern.ts';
import { cipherNamed, type GivenCipher, icvNamed } from './given-algorithms.ts';

/**
 * Reads Wireshark's `esp_sa`: a line for each SA with eight quoted columns: protocol, source, destination, SPI,
 * encryption, its key, authentication, its key; newer versions add the length of sequence numbers and their high
 * bits. Comments (#), empty lines and CR LF are fine. Keys are `0x` and hex, or text.
 *
 * Wrong lines are left out. An SA with an unsupported algorithm is kept, so that its packets can be recognised.
 *
 * @param text latin1: one character for each octet of the file.
 */
export function parseEspSa(text: string): KeyFile<GivenSa> {
  const entries: GivenSa[] = [];
  const issues: KeyFileIssue[] = [];
  for (const [index, raw] of text.replace(UTF_8_MARK, '').split('\n').entries()) {
    const line = raw.replace(/\r$/, '').trim();
    if (line === '' || line.startsWith('#')) continue;
    const place = `line ${index + 1}`;
    const sa = parseLine(line);
    if (typeof sa === 'string') issues.push({ place, kind: 'wrong', reason: sa });
    else {
      entries.push(sa);
      if (sa.unsupported !== null) issues.push(unsupportedSa(place, sa.unsupported));
    }
  }
  return { entries, issues };
}

/** The issue of an SA with an unsupported algorithm or protocol: its packets are not decrypted. */
export function unsupportedSa(place: string, algorithm: string): KeyFileIssue {
  const reason = `${algorithm} is not supported: packets of this SA are not decrypted`;
  return { place, kind: 'unsupported', reason };
}

/** Byte order mark, which some editors put before UTF-8. */
const UTF_8_MARK = /^\u00ef\u00bb\u00bf/;

/** The SA of a line, or the reason why it is wrong. */
function parseLine(line: string): GivenSa | string {
  const columns = columnsOf(line);
  if (columns === null) return 'expected columns in double quotes with commas between them';
  if (columns.length < 8 || columns.length > 10)
    return `expected 8 columns (10 with those for sequence numbers), found ${columns.length}`;
  const [protocol, source, destination, spi, encryption, encryptionKey, authentication, authenticationKey] =
    columns as [string, string, string, string, string, string, string, string];
  if (protocol !== 'IPv4' && protocol !== 'IPv6')
    return `protocol: expected IPv4 or IPv6, ${found(protocol)}`;
  const family = protocol === 'IPv4' ? 4 : 6;
  const from = parseAddressPattern(source, family);
  if (from === null) return `source: expected an ${protocol} address or *, ${found(source)}`;
  const to = parseAddressPattern(destination, family);
  if (to === null) return `destination: expected an ${protocol} address or *, ${found(destination)}`;
  const spiPattern = parseSpi(spi);
  if (spiPattern === null)
    return `SPI: expected 0x and up to 8 hex digits, a decimal number, or * for digits, ${found(spi)}`;
  const keys = keysOf(encryption, encryptionKey, authentication, authenticationKey);
  if (typeof keys === 'string') return keys;
  const sequenceHigh = parseSequenceHigh(columns[8] ?? '32-bit', columns[9] ?? '0');
  if (typeof sequenceHigh === 'string') return sequenceHigh;
  return {
    family,
    source: from,
    destination: to,
    ...spiPattern,
    encryption,
    authentication,
    ...keys,
    sequenceHigh,
  };
}

/** The columns of a line; null unless it consists of quoted texts with commas between them. */
function columnsOf(line: string): string[] | null {
  if (!/^\s*"[^"]*"\s*(,\s*"[^"]*"\s*)*,?$/.test(line)) return null;
  return [...line.matchAll(/"([^"]*)"/g)].map(([, column]) => unescaped(column as string));
}

/** Wireshark writes quotes and unprintable characters as `\xHH`. */
function unescaped(column: string): string {
  return column.replace(/\\x([0-9a-fA-F]{2})/g, (_, digits) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

/**
 * An SPI as a number or with wildcards: `*` alone is any SPI, among eight hex digits any digit, and at the end of fewer
 * digits all the rest.
 */
function parseSpi(text: string): Pick<GivenSa, 'spi' | 'spiMask'> | null {
  if (text === '*') return { spi: 0, spiMask: 0 };
  if (/^\d{1,10}$/.test(text) && Number(text) <= 0xffff_ffff) return { spi: Number(text), spiMask: ALL };
  const digits = /^0[xX]([0-9a-fA-F*]{1,8})$/.exec(text)?.[1];
  if (digits === undefined) return null;
  if (!digits.includes('*')) return { spi: Number.parseInt(digits, 16), spiMask: ALL };
  const eight = digits.endsWith('*') ? digits.padEnd(8, '*') : digits;
  if (eight.length !== 8) return null;
  const spi = Number.parseInt(eight.replaceAll('*', '0'), 16);
  const open = Number.parseInt(eight.replaceAll(/[^*]/g, '0').replaceAll('*', 'f'), 16);
  return { spi, spiMask: ALL - open };
}

const ALL = 0xffff_ffff;

type Keys = Pick<GivenSa, 'ealg' | 'alg' | 'encryptionKey' | 'authenticationKey' | 'unsupported'>;

function keysOf(
  encryption: string,
  encryptionKey: string,
  authentication: string,
  icvKey: string,
): Keys | string {
  const cipher = cipherNamed(encryption);
  const icv = icvNamed(authentication);
  const misplaced = [encryption, authentication].find(mayBeKey);
  if (misplaced !== undefined) return `expected the name of an algorithm, ${found(misplaced)}`;
  if (cipher === null || icv === null)
    return {
      ealg: cipher?.name ?? encryption,
      alg: icv?.name ?? authentication,
      encryptionKey: NO_KEY,
      authenticationKey: NO_KEY,
      unsupported: cipher === null ? encryption : authentication,
    };
  const key = cipher.kind === 'null' ? NO_KEY : parseKey(encryptionKey);
  const authenticationKey = icv.mac === null ? NO_KEY : parseKey(icvKey);
  if (key === null) return `key of ${encryption}: expected an even number of hex digits after 0x`;
  if (!isKeyLength(cipher, key.length))
    return `key of ${encryption}: expected ${cipher.keyLengths.join(' or ')} octets, found ${key.length}`;
  if (authenticationKey === null)
    return `key of ${authentication}: expected an even number of hex digits after 0x`;
  if (icv.mac !== null && authenticationKey.length === 0) return `key of ${authentication}: missing`;
  return { ealg: cipher.name, alg: icv.name, encryptionKey: key, authenticationKey, unsupported: null };
}

const NO_KEY = new Uint8Array(0);

function isKeyLength({ kind, keyLengths }: GivenCipher, length: number): boolean {
  return kind === 'null' || keyLengths.includes(length);
}

/** Hex after `0x`, otherwise the octets of the text; null if the hex is not whole octets. */
function parseKey(text: string): Uint8Array | null {
  return secretOrNull(/^0[xX]/.test(text) ? fromHex(text) : fromLatin1(text));
}

/** High bits of 64-bit sequence numbers (ESN), null for 32 bits, or the reason why they are wrong. */
function parseSequenceHigh(length: string, high: string): number | null | string {
  if (length !== '32-bit' && length !== '64-bit')
    return `sequence numbers: expected 32-bit or 64-bit, ${found(length)}`;
  if (!/^(\d{1,10}|0[xX][0-9a-fA-F]{1,8})$/.test(high) || Number(high) > ALL)
    return `high bits of sequence numbers: expected a number of 32 bits, ${found(high)}`;
  return length === '32-bit' ? null : Number(high);
}

/** Quotes a text, unless it may be a key in the wrong column. */
function found(text: string): string {
  return `found ${mayBeKey(text) ? `${text.length} characters` : `'${text}'`}`;
}

/** No address, number or algorithm name has this many hex digits in a row. */
export function mayBeKey(text: string): boolean {
  return /[0-9a-fA-F]{12}/.test(text);
}
