import { parseAddress } from '../../bytes/address.ts';
import { latin1FromUtf8 } from '../../bytes/utf8.ts';
import type { FieldKind, FieldValue } from '../fields/field.ts';
import { FilterError } from './error.ts';
import type { FilterToken } from './tokens.ts';

/** Values that can be compared: text, numbers and booleans; times and addresses are whole numbers. */
export type Comparable = string | number | bigint;

/** The right side of a comparison: a single value is a range of one, a network a range of its addresses. */
export interface ValueRange {
  readonly low: Comparable;
  readonly high: Comparable;
}

/** Kinds with values that can be compared. */
export type ComparableKind = Exclude<FieldKind, 'presence'>;

/** Names of the kinds in error messages. */
export const KIND_NAMES: Readonly<Record<ComparableKind, string>> = {
  text: 'text',
  number: 'a number',
  boolean: 'true or false',
  time: 'a time in seconds',
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  octets: 'octets in hex',
};

/** Converts a field's value for comparison. */
export function comparable(kind: FieldKind, value: FieldValue): Comparable {
  return kind === 'ipv4' || kind === 'ipv6' ? addressNumber(parseAddress(value as string)) : value;
}

/**
 * Reads a value of that kind in a filter.
 *
 * @param maximum largest number allowed.
 * @throws FilterError if it is not a value of that kind.
 */
export function literalRange(token: FilterToken, kind: ComparableKind, maximum: number): ValueRange {
  if (kind === 'text') return single(token.text);
  if (kind === 'octets') return single(octetsOf(token));
  if (token.kind === 'string')
    throw new FilterError(`expected ${KIND_NAMES[kind]}, found text in quotes`, token.start, token.end);
  switch (kind) {
    case 'number':
      return single(numberOf(token, maximum));
    case 'boolean':
      return single(booleanOf(token));
    case 'time':
      return single(timeOf(token));
    case 'ipv4':
      return networkOf(token, kind, 32);
    case 'ipv6':
      return networkOf(token, kind, 128);
  }
}

/** The bytes of `2d:0f` or `2d0f`, one character per byte; null for any other text. */
export function bytesOf(text: string): string | null {
  if (!/^[0-9a-fA-F]{2}(?:[:.-]?[0-9a-fA-F]{2})*$/.test(text)) return null;
  return Buffer.from(text.replace(/[:.-]/g, ''), 'hex').toString('latin1');
}

/** Hex digits, or text in quotes as UTF-8; one character per octet. */
function octetsOf(token: FilterToken): string {
  if (token.kind === 'string') return latin1FromUtf8(token.text);
  const octets = bytesOf(token.text);
  if (octets === null) throw notOfKind(token, 'octets');
  return octets;
}

function single(value: Comparable): ValueRange {
  return { low: value, high: value };
}

/** Decimal, 0x…, 0b…, and octal with a leading 0, as in C. */
function numberOf(token: FilterToken, maximum: number): number {
  const { text } = token;
  const known = /^(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9]\d*)$/.test(text);
  if (!known) throw notOfKind(token, 'number');
  const value = Number(/^0[0-7]+$/.test(text) ? `0o${text.slice(1)}` : text);
  if (value > maximum)
    throw new FilterError(`expected a number up to ${maximum}, found ${text}`, token.start, token.end);
  return value;
}

function booleanOf(token: FilterToken): number {
  if (/^(?:true|1)$/i.test(token.text)) return 1;
  if (/^(?:false|0)$/i.test(token.text)) return 0;
  throw notOfKind(token, 'boolean');
}

/** Seconds with up to nine decimals, in nanoseconds. */
function timeOf(token: FilterToken): bigint {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?$/.exec(token.text);
  if (match === null) throw notOfKind(token, 'time');
  const [, sign, whole = '0', fraction = ''] = match;
  const size = BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
  return sign === '-' ? -size : size;
}

/** An address; with `/bits`, all addresses of its network. */
function networkOf(token: FilterToken, kind: 'ipv4' | 'ipv6', width: 32 | 128): ValueRange {
  const [address = '', bits, ...more] = token.text.split('/');
  const bytes = parseAddress(address);
  if (bytes === null || bytes.length * 8 !== width || more.length > 0) {
    const other = kind === 'ipv4' ? 'ipv6.addr' : 'ip.addr';
    throw notOfKind(token, kind, bytes === null || more.length > 0 ? '' : `; see ${other}`);
  }
  const number = addressNumber(bytes);
  if (bits === undefined) return single(number);
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > width)
    throw new FilterError(
      `expected a prefix length from 0 to ${width}, found /${bits}`,
      token.start,
      token.end,
    );
  const hosts = (1n << BigInt(width - Number(bits))) - 1n;
  return { low: number & ~hosts, high: number | hosts };
}

function addressNumber(bytes: Uint8Array | null): bigint {
  let number = 0n;
  for (const byte of bytes ?? []) number = (number << 8n) | BigInt(byte);
  return number;
}

function notOfKind(token: FilterToken, kind: ComparableKind, hint = ''): FilterError {
  return new FilterError(
    `expected ${KIND_NAMES[kind]}, found '${token.text}'${hint}`,
    token.start,
    token.end,
  );
}
