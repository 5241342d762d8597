import type { SaSet } from '../../model/security-association.ts';
import { csvLine } from '../json/csv-line.ts';
import { saObject } from '../json/json-lines.ts';
import { spiObject } from './spi-line.ts';
import type { UnagreedSpi } from './unagreed-spis.ts';

const NAMES = [
  'set',
  'name',
  'src',
  'srcPort',
  'dst',
  'dstPort',
  'spi',
  'alg',
  'ealg',
  'generation',
  'state',
  'keySource',
  'recovered',
  'packets',
  'icvGood',
  'icvBad',
  'unchecked',
  'noKey',
  'implausible',
  'duplicates',
  'gaps',
  'firstFrame',
  'lastFrame',
] as const;
const KEY_NAMES = ['encryptionKey', 'authenticationKey'] as const;

/** The first line of `sas -T csv` (RFC 4180): names as in JSON. */
export function csvHead(showKeys: boolean): string {
  return csvLine(namesOf(showKeys));
}

/** The lines of one set. */
export function csvLines(set: SaSet, showKeys: boolean): string {
  return set.sas.map(sa => cells(saObject(set, sa, showKeys), showKeys)).join('');
}

/** The line of an SPI without an agreement. */
export function csvSpiLine(unagreed: UnagreedSpi, showKeys: boolean): string {
  return cells({ ...spiObject(unagreed), state: 'no agreement', keySource: 'none' }, showKeys);
}

function cells(members: object, showKeys: boolean): string {
  const values = new Map<string, unknown>(Object.entries(members));
  return csvLine(namesOf(showKeys).map(name => `${values.get(name) ?? ''}`));
}

function namesOf(showKeys: boolean): readonly string[] {
  return showKeys ? [...NAMES, ...KEY_NAMES] : NAMES;
}
