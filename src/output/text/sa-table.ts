import Table from 'cli-table3';
import { endpointText } from '../../bytes/address.ts';
import { spiText, toHex } from '../../bytes/hex.ts';
import { printable } from '../../bytes/printable.ts';
import { espKeysOfSa } from '../../ipsec/esp-keys.ts';
import { missingSequences } from '../../ipsec/sa-counts.ts';
import type { SaSet, SecurityAssociation } from '../../model/security-association.ts';
import { keySourceOf, suiteOfSa } from './sa-facts.ts';

const HEAD = [
  'set',
  'SA',
  'source',
  'destination',
  'SPI',
  'alg',
  'ealg',
  'state',
  'keys',
  'packets',
  'good',
  'bad',
  'unchecked',
  'dup',
  'gaps',
  'frames',
]; // prettier-ignore

/** Most rows of a bordered table: its layout time grows with the square of the rows. */
const MAX_ROWS = 500;

/** The SAs of all sets as a table; very many SAs become tab-separated lines. */
export function saTable(sets: readonly SaSet[], showKeys: boolean): string {
  const head = showKeys ? [...HEAD, 'encryption key', 'authentication key'] : HEAD;
  const rows = sets.flatMap(set => set.sas.map(sa => saRow(set, sa, showKeys)));
  if (rows.length > MAX_ROWS) return [head, ...rows].map(row => `${row.join('\t')}\n`).join('');
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  for (const row of rows) table.push(row);
  return `${table.toString()}\n`;
}

function saRow(set: SaSet, sa: SecurityAssociation, showKeys: boolean): string[] {
  const suite = suiteOfSa(sa);
  const row = [
    `${set.id}${set.generation > 1 ? ` (gen ${set.generation})` : ''}`,
    sa.name,
    endpointText(sa.source, sa.sourcePort),
    endpointText(sa.destination, sa.destinationPort),
    spiText(sa.spi),
    printable(suite?.alg ?? '?'),
    printable(suite?.ealg ?? '?'),
    sa.recovered ? `${set.state} (recovered)` : set.state,
    keySourceOf(sa),
    `${sa.packets}`,
    `${sa.icvGood}`,
    `${sa.icvBad}`,
    `${sa.unchecked}`,
    `${sa.duplicates}`,
    `${missingSequences(sa)}`,
    sa.firstFrame === null ? '-' : `${sa.firstFrame}–${sa.lastFrame}`,
  ];
  if (!showKeys) return row;
  const keys = espKeysOfSa(sa);
  return [...row, keyText(keys.encryption), keyText(keys.authentication)];
}

function keyText(key: Uint8Array | null): string {
  return key === null ? '-' : toHex(key);
}
