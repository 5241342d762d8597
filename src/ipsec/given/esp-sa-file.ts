import { fromHex } from '../../bytes/hex.ts';
import { fromLatin1 } from '../../bytes/latin1.ts';
import { secretOrNull } from '../../bytes/secret-bytes.ts';
import type { GivenSa } from '../../model/security-association.ts';
import { parseAddressPattern } from './address-pattern.ts';
import { cipherNamed, type GivenCipher, icvNamed } from './given-algorithms.ts';

/** What an `esp_sa` file holds: its SAs in order, or the first line that is wrong. */
export type EspSaFile =
  | {
      readonly sas: readonly GivenSa[];
      readonly unsupported: readonly UnsupportedLine[];
      readonly wrong: null;
    }
  | { readonly sas: null; readonly unsupported: null; readonly wrong: WrongLine };

/** A line that cannot be understood. The reason never holds a key. */
export interface WrongLine {
  /** Counted from 1. */
  readonly line: number;
  readonly reason: string;
}

/** A line with an algorithm that is not supported, by Wireshark's name. */
export interface UnsupportedLine {
  readonly line: number;
  readonly algorithm: string;
}

/**
 * Reads Wireshark's `esp_sa`: a line for each SA with eight quoted columns: protocol, source, destination, SPI,
 * encryption, its key, authentication, its key; newer versions add the length of sequence numbers and their high
 * bits. Comments (#), empty lines and CR LF are fine. Keys are `0x` and hex, or text.
 *
 * An algorithm that is not supported keeps its SA, so that packets of it can be told apart from others.
 *
 * @param text latin1: one character for each octet of the file.
 */
export function parseEspSa(text: string): EspSaFile {
  const sas: GivenSa[] = [];
  const unsupported: UnsupportedLine[] = [];
  for (const [index, raw] of text.replace(UTF_8_MARK, '').split('\n').entries()) {
    const line = raw.replace(/\r$/, '').trim();
    if (line === '' || line.startsWith('#')) continue;
    const sa = parseLine(line);
    if (typeof sa === 'string')
      return { sas: null, unsupported: null, wrong: { line: index + 1, reason: sa } };
    sas.push(sa);
    if (sa.unsupported !== null) unsupported.push({ line: index + 1, algorithm: sa.unsupported });
  }
  return { sas, unsupported, wrong: null };
}

/** What some editors put before UTF-8. */
const UTF_8_MARK = /^\u00ef\u00bb\u00bf/;

/** The SA of a line, or what is wrong with it. */
function parseLine(line: string): GivenSa | string {
  const columns = columnsOf(line);
  if (columns === null) return 'columns in double quotes with commas between them were expected';
  if (columns.length < 8 || columns.length > 10)
    return `8 columns were expected (10 with those for sequence numbers), ${columns.length} were found`;
  const [protocol, source, destination, spi, encryption, encryptionKey, authentication, authenticationKey] =
    columns as [string, string, string, string, string, string, string, string];
  if (protocol !== 'IPv4' && protocol !== 'IPv6')
    return `protocol: IPv4 or IPv6 was expected, ${found(protocol)}`;
  const family = protocol === 'IPv4' ? 4 : 6;
  const from = parseAddressPattern(source, family);
  if (from === null) return `source: an ${protocol} address or * was expected, ${found(source)}`;
  const to = parseAddressPattern(destination, family);
  if (to === null) return `destination: an ${protocol} address or * was expected, ${found(destination)}`;
  const spiPattern = parseSpi(spi);
  if (spiPattern === null)
    return `SPI: 0x and up to 8 hex digits, a decimal number, or * for digits was expected, ${found(spi)}`;
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

/** The columns of a line; null if it is not made of quoted texts with commas between them. */
function columnsOf(line: string): string[] | null {
  if (!/^\s*"[^"]*"\s*(,\s*"[^"]*"\s*)*,?$/.test(line)) return null;
  return [...line.matchAll(/"([^"]*)"/g)].map(([, column]) => unescaped(column as string));
}

/** Wireshark writes what is not printable, and quotes, as `\xHH`. */
function unescaped(column: string): string {
  return column.replace(/\\x([0-9a-fA-F]{2})/g, (_, digits) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

/**
 * An SPI as a number or with wildcards: `*` alone is any, one among eight hex digits any digit there, and one
 * that ends fewer digits all that follow.
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
  if (misplaced !== undefined) return `the name of an algorithm was expected, ${found(misplaced)}`;
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
  if (key === null) return `key of ${encryption}: an even number of hex digits was expected behind 0x`;
  if (!isKeyLength(cipher, key.length))
    return `key of ${encryption}: ${cipher.keyLengths.join(' or ')} octets were expected, ${key.length} were found`;
  if (authenticationKey === null)
    return `key of ${authentication}: an even number of hex digits was expected behind 0x`;
  if (icv.mac !== null && authenticationKey.length === 0) return `key of ${authentication}: there is none`;
  return { ealg: cipher.name, alg: icv.name, encryptionKey: key, authenticationKey, unsupported: null };
}

const NO_KEY = new Uint8Array(0);

function isKeyLength({ kind, keyLengths }: GivenCipher, length: number): boolean {
  return kind === 'null' || keyLengths.includes(length);
}

/** Hex behind `0x`, otherwise the octets of the text; null if the hex is not whole octets. */
function parseKey(text: string): Uint8Array | null {
  return secretOrNull(/^0[xX]/.test(text) ? fromHex(text) : fromLatin1(text));
}

/** High bits of sequence numbers of 64 bits, null for 32 bits, or what is wrong. */
function parseSequenceHigh(length: string, high: string): number | null | string {
  if (length !== '32-bit' && length !== '64-bit')
    return `sequence numbers: 32-bit or 64-bit was expected, ${found(length)}`;
  if (!/^(\d{1,10}|0[xX][0-9a-fA-F]{1,8})$/.test(high) || Number(high) > ALL)
    return `high bits of sequence numbers: a number of 32 bits was expected, ${found(high)}`;
  return length === '32-bit' ? null : Number(high);
}

/** A key in the wrong column is not repeated. */
function found(text: string): string {
  return mayBeKey(text) ? `${text.length} characters were found` : `'${text}' was found`;
}

/** So many hex digits in a row are in no address, number or name of an algorithm. */
export function mayBeKey(text: string): boolean {
  return /[0-9a-fA-F]{12}/.test(text);
}
