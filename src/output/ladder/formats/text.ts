import { printable } from '../../../bytes/printable.ts';
import type { Finding } from '../../../model/diagnosis.ts';
import type { Paint, Tone } from '../../text/tone.ts';
import { wrappedHard } from '../../text/wrapped-text.ts';
import type { Ladder, LadderArrow, LadderHost } from '../ladder.ts';
import { captionOf, findingLines, shortened } from './words.ts';

/** Text options of a ladder. */
export interface LadderTextOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly paint: Paint;
}

/** Characters between two columns. */
const GAP = { narrow: 16, wide: 44 };
/** Head of the column for hosts outside a page. */
const BEYOND = '…';
/** Fewest columns of a page: one host and the columns before and after it. */
const PAGE_COLUMNS = 3;

/** The part of a ladder that fits into the width. The hosts on each side of it share one column. */
interface Page {
  /** Indices of the first host, and of the one after the last. */
  readonly first: number;
  readonly end: number;
  /** Heads from left to right, including the columns for hosts outside the page. */
  readonly heads: readonly (readonly string[])[];
  readonly gap: number;
  /** Most characters of a head on each side of its lifeline. */
  readonly half: number;
  /** Characters before the first lifeline. */
  readonly gutter: number;
  readonly frameWidth: number;
}

/**
 * A ladder in the style of sngrep: two lines per message, with frame, time and time since the previous message on the
 * left. Arrows inside ESP are double. A ladder with too many hosts for the width becomes several pages.
 */
export function ladderText(ladder: Ladder, { width, paint }: LadderTextOptions): string {
  const lines = [paint('heading', shortened(printable(ladder.title), width))];
  if (ladder.callId !== null) lines.push(shortened(`Call-ID ${printable(ladder.callId)}`, width));
  const pages = pagesOf(ladder, width);
  for (const [i, page] of pages.entries()) {
    if (i > 0) lines.push('');
    if (pages.length > 1)
      lines.push(
        `Hosts ${page.first + 1} to ${page.end} of ${ladder.hosts.length} (page ${i + 1} of ${pages.length})`,
      );
    const rows = [
      headRows(page, paint),
      ...ladder.findings.map(finding => findingRows(finding, page, width, paint)),
      ...ladder.arrows
        .filter(arrow => touches(arrow, page))
        .map(arrow => arrowRows(arrow, ladder, page, width, paint)),
    ];
    for (const line of rows.flat()) lines.push(line);
  }
  return lines.map(line => `${line.trimEnd()}\n`).join('');
}

/** Findings that belong to no ladder, below each other. */
export function findingsText(findings: readonly Finding[], { width, paint }: LadderTextOptions): string {
  return findings
    .flatMap(finding => noteRows(finding, width, paint))
    .map(line => `${line}\n`)
    .join('');
}

function pagesOf({ hosts, arrows }: Ladder, width: number): Page[] {
  let [frameWidth, timeWidth] = [5, 0];
  for (const { frame, time, delta } of arrows) {
    frameWidth = Math.max(frameWidth, frame.length);
    timeWidth = Math.max(timeWidth, time.length, delta?.length ?? 0);
  }
  const left = frameWidth + 1 + timeWidth + 1;
  const wanted = wantedGap(arrows);
  const wholeHead = halfHead(hosts);
  const room = width - left;
  const fitting = Math.max(PAGE_COLUMNS, Math.floor(room / GAP.narrow));
  const pages: Page[] = [];
  for (let first = 0; first < hosts.length; ) {
    const before = first > 0 ? 1 : 0;
    const rest = hosts.length - first;
    const end = first + (rest + before <= fitting ? rest : fitting - before - 1);
    const columns = end - first + before + (end < hosts.length ? 1 : 0);
    // Heads on one line leave more room for the arrows; other heads get half a gap at each edge.
    const withWholeHeads = Math.min(wanted, Math.floor((room - 2 * wholeHead) / Math.max(columns - 1, 1)));
    const isWhole = withWholeHeads >= Math.max(GAP.narrow, 2 * wholeHead);
    const gap = isWhole ? withWholeHeads : Math.max(GAP.narrow, Math.min(wanted, Math.floor(room / columns)));
    const half = isWhole ? wholeHead : Math.floor(gap / 2);
    const heads = hosts.slice(first, end).map(host => headOf(host, 2 * half - 2));
    if (before > 0) heads.unshift([BEYOND]);
    if (end < hosts.length) heads.push([BEYOND]);
    pages.push({ first, end, heads, gap, half, gutter: left + half, frameWidth });
    first = end;
  }
  return pages;
}

/** Half of the widest head: the room before the first lifeline and after the last. */
function halfHead(hosts: readonly LadderHost[]): number {
  let longest = 0;
  for (const { name, addresses } of hosts)
    for (const line of [name, ...addresses]) longest = Math.max(longest, printable(line).length);
  return Math.ceil(longest / 2) + 1;
}

/** The gap that fits every label and caption. */
function wantedGap(arrows: readonly LadderArrow[]): number {
  let gap = GAP.narrow + 8;
  for (const arrow of arrows) {
    const longest = Math.max(printable(arrow.label).length, captionOf(arrow).length + 2);
    gap = Math.max(gap, Math.ceil((longest + 3) / Math.max(1, Math.abs(arrow.to - arrow.from))));
  }
  return Math.min(gap, GAP.wide);
}

function headOf(host: LadderHost, width: number): readonly string[] {
  const known = HEADS.get(host);
  if (known?.width === width) return known.rows;
  const { name, addresses } = host;
  const lines = addresses.length === 1 && addresses[0] === name ? [name] : [name, ...addresses];
  const wrapped = lines.flatMap(line => wrappedHard(breakable(printable(line), width), width));
  const rows = wrapped.slice(0, HEAD_ROWS);
  HEADS.set(host, { width, rows });
  return rows;
}

/** The last head of each host: a host is in many ladders. */
const HEADS = new WeakMap<LadderHost, { readonly width: number; readonly rows: readonly string[] }>();

/** A long address may break before its ports and between them. */
function breakable(text: string, width: number): string {
  return text.length <= width ? text : text.replace(/:(?=[\d,]+$)/, ' :').replaceAll(',', ', ');
}

/** Most lines of a head. */
const HEAD_ROWS = 6;

function headRows(page: Page, paint: Paint): string[] {
  const { heads, half } = page;
  const rows: string[] = [];
  const height = heads.reduce((most, head) => Math.max(most, head.length), 0);
  for (let i = 0; i < height; i++) {
    const row = blankRow(page, ' ');
    for (const [column, head] of heads.entries()) {
      const line = head[i - (height - head.length)] ?? '';
      place(row, position(page, column) - Math.floor(line.length / 2), line);
    }
    rows.push(paint('heading', row.join('').trimEnd()));
  }
  const row = blankRow(page, ' ');
  const side = '─'.repeat(half - 1);
  for (const column of heads.keys()) place(row, position(page, column) - half + 1, `${side}┬${side}`);
  rows.push(row.join(''));
  return rows;
}

/** Does the arrow start or end at a host of this page? */
function touches({ from, to }: LadderArrow, { first, end }: Page): boolean {
  return (from >= first && from < end) || (to >= first && to < end);
}

function arrowRows(arrow: LadderArrow, ladder: Ladder, page: Page, width: number, paint: Paint): string[] {
  const tone = arrow.protection?.icv ?? null;
  const [from, to] = [columnOf(arrow.from, page), columnOf(arrow.to, page)];
  const above = blankRow(page, '│');
  const below = blankRow(page, '│');
  place(above, 0, `${arrow.frame.padStart(page.frameWidth)} ${arrow.time.padStart(timeWidthOf(page))}`);
  place(below, 0, `${' '.repeat(page.frameWidth)} ${(arrow.delta ?? '').padStart(timeWidthOf(page))}`);
  const caption = [captionOf(arrow), beyond(arrow, ladder, page)].filter(part => part !== '').join(', ');
  const [start, end] =
    from === to
      ? placeLoop(above, below, from, page, arrow, caption)
      : placeArrow(above, below, position(page, from), position(page, to), arrow, caption);
  const middle = below.slice(start, end).join('');
  const painted = `${below.slice(0, start).join('')}${tone === null ? middle : paint(tone, middle)}${below.slice(end).join('')}`;
  return [
    above.join(''),
    painted,
    ...arrow.findings.flatMap(finding => findingRows(finding, page, width, paint)),
  ];
}

/** Names the host outside the page. */
function beyond({ from, to }: LadderArrow, { hosts }: Ladder, { first, end }: Page): string {
  const isHere = (host: number) => host >= first && host < end;
  if (isHere(from) && isHere(to)) return '';
  const other = hosts[isHere(from) ? to : from] as LadderHost;
  const name = other.addresses[0] === other.name ? other.name : `${other.name} ${other.addresses[0]}`;
  return printable(`${isHere(from) ? 'to' : 'from'} ${name}`);
}

/** Writes label and arrow into two rows; returns where the arrow starts and ends. */
function placeArrow(
  above: string[],
  below: string[],
  from: number,
  to: number,
  arrow: LadderArrow,
  caption: string,
): [start: number, end: number] {
  const [start, end] = [Math.min(from, to) + 1, Math.max(from, to)];
  const room = end - start;
  const label = shortened(printable(arrow.label), room - 2);
  place(above, start + Math.floor((room - label.length) / 2), label);
  place(below, start, strokeOf(arrow).repeat(room));
  place(below, to > from ? end - 1 : start, to > from ? '>' : '<');
  const said = shortened(caption, room - 4);
  if (said !== '') place(below, start + Math.floor((room - said.length - 2) / 2), ` ${said} `);
  return [start, end];
}

/** The same for a host that talks to itself: a loop on its right, or on its left if there is no room on the right. */
function placeLoop(
  above: string[],
  below: string[],
  column: number,
  page: Page,
  arrow: LadderArrow,
  caption: string,
): [start: number, end: number] {
  const at = position(page, column);
  const stroke = strokeOf(arrow);
  const room = page.gap - 6;
  const label = shortened(printable(arrow.label), room);
  const said = shortened(caption, room);
  if (column === 0 || column < page.heads.length - 1) {
    const line = `<${stroke}┘ ${said}`.trimEnd();
    place(above, at + 1, `${stroke.repeat(2)}┐ ${label}`);
    place(below, at + 1, line);
    return [at + 1, at + 1 + line.length];
  }
  const line = `${said} └${stroke}>`.trimStart();
  place(above, at - label.length - 4, `${label} ┌${stroke.repeat(2)}`);
  place(below, at - line.length, line);
  return [at - line.length, at];
}

/** Double inside ESP, dashed for a repeated message. */
function strokeOf({ protection, repeats }: LadderArrow): string {
  if (protection !== null) return '═';
  return repeats === null ? '─' : '╌';
}

function findingRows(finding: Finding, page: Page, width: number, paint: Paint): string[] {
  const indent = ' '.repeat(page.frameWidth + 1);
  return noteRows(finding, width - indent.length, paint).map(line => `${indent}${line}`);
}

const TONES: Readonly<Record<Finding['severity'], Tone>> = {
  error: 'bad',
  warning: 'unchecked',
  note: 'heading',
};

function noteRows(finding: Finding, width: number, paint: Paint): string[] {
  const [head = '', ...rest] = findingLines(finding).map(line =>
    wrappedHard(printable(line), Math.max(width - 2, 20)),
  );
  return [
    ...[head].flat().map(line => paint(TONES[finding.severity], `! ${line}`)),
    ...rest.flat().map(line => `  ${line}`),
  ];
}

/** The column of a host. */
function columnOf(host: number, { first, end, heads }: Page): number {
  if (host < first) return 0;
  return host >= end ? heads.length - 1 : host - first + (first > 0 ? 1 : 0);
}

function position({ gutter, gap }: Page, column: number): number {
  return gutter + column * gap;
}

/** Width of the times: the rest of the gutter. */
function timeWidthOf({ gutter, half, frameWidth }: Page): number {
  return gutter - half - frameWidth - 2;
}

/** A row with `lifeline` in every column, one element a character. */
function blankRow(page: Page, lifeline: string): string[] {
  const row = new Array<string>(position(page, page.heads.length - 1) + page.gap).fill(' ');
  for (const column of page.heads.keys()) row[position(page, column)] = lifeline;
  return row;
}

/** Writes a text over a row from `start`; cuts it at the end of the row. */
function place(row: string[], start: number, text: string): void {
  for (let i = 0; i < text.length && start + i < row.length; i++) row[start + i] = text[i] as string;
}
