import type { KeyFile } from '../model/key-file.ts';
import type { KeyMaterial } from '../model/security-association.ts';
import { type EntryMembers, parseEntries } from './file-entries.ts';

/** CK and IK from the user, with their IMPI, nonce or SPI; without any of these they are for everything. */
export interface GivenKey extends KeyMaterial {
  /** Private identity. */
  readonly impi?: string | null;
  /** Of the challenge that the keys belong to. */
  readonly nonce?: string | null;
  /** Of one of the SAs, unsigned 32 bit. */
  readonly spi?: number | null;
}

/** One entry of a file of keys; without `impi`, `nonce` and `spi` it is for everything. */
export interface KeyEntry {
  readonly impi?: string;
  /** Of the challenge that the keys belong to. */
  readonly nonce?: string;
  /** Of an SA: `0x` and up to 8 hex digits, or decimal. */
  readonly spi?: string | number;
  /** 16 octets in hex. */
  readonly ck: string;
  readonly ik: string;
}

/** A file of keys. */
export type KeyList = readonly KeyEntry[];

/**
 * Reads a file of keys: a JSON array of objects with `ck` and `ik` in hex, and `impi`, `nonce` or `spi` unless they are
 * for everything. An SPI is a text such as `"0x0000115c"` or decimal, or a number.
 */
export function parseGivenKeys(text: string): KeyFile<GivenKey> {
  return parseEntries(text, readKey);
}

function readKey(members: EntryMembers): GivenKey | null {
  const impi = members.text('impi');
  const nonce = members.text('nonce');
  const spi = readSpi(members);
  const ck = members.octets('ck', [16]) ?? members.refuse('ck: missing');
  const ik = members.octets('ik', [16]) ?? members.refuse('ik: missing');
  return ck === null || ik === null ? null : { impi, nonce, spi, ck, ik, source: 'file' };
}

function readSpi(members: EntryMembers): number | null {
  const value = members.value('spi');
  if (value === null) return null;
  const text = typeof value === 'number' ? value.toString() : typeof value === 'string' ? value : '';
  if (/^(0[xX][0-9a-fA-F]{1,8}|\d{1,10})$/.test(text) && Number(text) > 0 && Number(text) <= 0xffff_ffff)
    return Number(text);
  return members.refuse('spi: expected 0x and up to 8 hex digits, or a decimal number of 32 bits');
}
