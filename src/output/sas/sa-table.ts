import Table from 'cli-table3';
import type { SaSet } from '../../model/security-association.ts';
import type { HostNames } from '../names/host-names.ts';
import { COLUMNS, type Column, type Row, saRow, spiRow } from './sa-row.ts';
import type { UnagreedSpi } from './unagreed-spis.ts';

/** Options of `sas -T text`. */
interface SaTableOptions {
  readonly showKeys: boolean;
  /** Columns of the terminal; null: the table may have any width. */
  readonly width: number | null;
  readonly hosts?: HostNames | undefined;
}

/** A table, and the columns that were left out because the terminal is too narrow. */
interface SaTable {
  readonly text: string;
  readonly leftOut: readonly Column[];
}

/** Most rows of a bordered table: its layout time grows with the square of the rows. */
const MAX_ROWS = 500;

/** The SAs of all sets, and SPIs without an agreement, as a table; very many become tab-separated lines. */
export function saTable(
  sets: readonly SaSet[],
  unagreed: readonly UnagreedSpi[],
  { showKeys, width, hosts }: SaTableOptions,
): SaTable {
  const rows = [
    ...sets.flatMap(set => set.sas.map(sa => saRow(set, sa, showKeys, hosts))),
    ...unagreed.map(spi => spiRow(spi, hosts)),
  ];
  const all = COLUMNS.filter(column => showKeys || !KEYS.includes(column));
  if (rows.length > MAX_ROWS) {
    const lines = [all, ...rows.map(row => all.map(column => row[column]))];
    return { text: lines.map(line => `${line.join('\t')}\n`).join(''), leftOut: [] };
  }
  const shown = width === null ? all : fitting(all, rows, width);
  const table = new Table({ head: [...shown], style: { head: [], border: [], compact: true } });
  for (const row of rows) table.push(shown.map(column => row[column]));
  return { text: `${table.toString()}\n`, leftOut: all.filter(column => !shown.includes(column)) };
}

const KEYS: readonly Column[] = ['encryption key', 'authentication key'];

/** What goes first if the terminal is too narrow. SPI, packets and a verdict always stay. */
const EXPENDABLE: readonly Column[] = [
  'gaps',
  'dup',
  'unchecked',
  'frames',
  'ealg',
  'alg',
  'keys',
  'set',
  'state',
  'source',
  'bad',
  'no key',
  'SA',
  'destination',
];

/** Leaves out columns until the rest fits: first those without anything but zeros, then the less important ones. */
function fitting(all: readonly Column[], rows: readonly Row[], width: number): readonly Column[] {
  const widthOf = (column: Column) =>
    rows.reduce((most, row) => Math.max(most, row[column].length), column.length) + BORDERS;
  const isEmpty = (column: Column) => rows.every(row => row[column] === '0' || row[column] === '-');
  const order = [...EXPENDABLE.filter(isEmpty), ...EXPENDABLE.filter(column => !isEmpty(column))];
  let shown = all;
  for (const column of order) {
    if (shown.reduce((sum, one) => sum + widthOf(one), 1) <= width) break;
    shown = shown.filter(one => one !== column);
  }
  return shown;
}

/** A border and two blanks. */
const BORDERS = 3;
