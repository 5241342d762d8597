import type { Finding } from '../../../model/diagnosis.ts';
import { wrappedHard } from '../../text/wrapped-text.ts';
import { timeWords } from '../../time/time-column.ts';
import type { Ladder, LadderArrow, LadderHost } from '../ladder.ts';
import { captionOf, findingLines, shortened } from './words.ts';
import { xmlText } from './xml.ts';

/** Drawing options of a ladder. */
interface LadderSvgOptions {
  /** Role of each arrow: `button` if it can be clicked. */
  readonly arrowRole: 'img' | 'button';
  /** Draw title and Call-ID above it. */
  readonly heading: boolean;
}

/** Positions of the columns and rows of a ladder, in pixels. */
interface Layout {
  readonly width: number;
  /** The middle of each column. */
  readonly columns: readonly number[];
  readonly gap: number;
  /** Right edges of the frame numbers and of the times. */
  readonly frameEdge: number;
  readonly timeEdge: number;
}

/** Width of a character and height of a line of the monospaced font. */
const CHARACTER = 7.25;
/** Width of a character of a title. */
const TITLE_CHARACTER = 8.5;
const LINE = 16;
const ROW = 44;
const MARGIN = 12;
/** Smallest and largest distance between two columns. */
const GAP = { narrow: 190, wide: 340 };
/** Width of a loop, for a host that talks to itself. */
const LOOP = 36;

const ALONE: LadderSvgOptions = { arrowRole: 'img', heading: true };

/**
 * A ladder as an `<svg>` element for a page or a file. It needs the style `LADDER_STYLE`, once per page. Each message
 * is a `<g class="ladder-arrow" data-message="N" tabindex="0">` with a label; N is `LadderArrow.message`. Messages that are
 * not SIP have no N and are never a button.
 */
export function ladderSvg(ladder: Ladder, options: LadderSvgOptions = ALONE): string {
  const { width, height, body } = drawing(ladder, options);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" class="ladder" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" role="group" aria-label="${xmlText(ladder.title)}">\n${body}</svg>\n`
  );
}

/**
 * Ladders below each other as a complete SVG file, readable on light and dark backgrounds.
 *
 * @param notes further lines of text.
 */
export function ladderSvgFile(ladders: readonly Ladder[], notes: readonly string[]): string {
  const drawings = ladders.map(ladder => drawing(ladder, ALONE));
  const widths = [...drawings.map(one => one.width), ...notes.map(note => textWidth(note) + 2 * MARGIN)];
  const width = greatest(widths, 480);
  const noteHeight = notes.length === 0 ? 0 : notes.length * LINE + MARGIN;
  const height = noteHeight + drawings.reduce((sum, one) => sum + one.height, 0) + MARGIN;
  const title = ladders.length === 1 ? (ladders[0] as Ladder).title : `${ladders.length} SIP ladders`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="ladder" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="group" aria-label="${xmlText(title)}">\n`,
    `<title>${xmlText(title)}</title>\n<style>\n${LADDER_STYLE}</style>\n`,
    `<rect class="ladder-ground" width="${width}" height="${height}"/>\n`,
    ...notes.map((note, i) => text('ladder-detail', MARGIN, MARGIN + (i + 1) * LINE, note)),
  ];
  let y = noteHeight;
  for (const [i, { body, height: own }] of drawings.entries()) {
    const name = xmlText((ladders[i] as Ladder).title);
    parts.push(`<g transform="translate(0 ${y})" role="group" aria-label="${name}">\n${body}</g>\n`);
    y += own;
  }
  return `${parts.join('')}</svg>\n`;
}

function drawing(ladder: Ladder, options: LadderSvgOptions): { width: number; height: number; body: string } {
  const layout = layoutOf(ladder);
  const heading = options.heading ? headingLines(ladder, layout) : [];
  const headTop = MARGIN + (heading.length === 0 ? 0 : (heading.length + 0.5) * LINE);
  const addressLines = greatest(
    ladder.hosts.map(host => headLines(host, layout).length),
    1,
  );
  const headHeight = addressLines * LINE + 10;
  const rows: string[] = [];
  let y = headTop + headHeight + 8;
  const tell = (findings: readonly Finding[]) => {
    for (const finding of findings) {
      const { svg, height } = noteSvg(finding, y, layout);
      rows.push(svg);
      y += height;
    }
  };
  tell(ladder.findings);
  for (const arrow of ladder.arrows) {
    rows.push(arrowSvg(arrow, ladder, y, layout, options));
    y += ROW;
    tell(arrow.findings);
  }
  const foot = y + 4;
  const body = [
    ...heading.map((line, i) =>
      text(i === 0 ? 'ladder-title' : 'ladder-call-id', MARGIN, (i + 1) * LINE + 4, line),
    ),
    ...ladder.hosts.map((host, i) => hostSvg(host, layout, i, headTop, headHeight, foot)),
    ...rows,
  ];
  return { width: layout.width, height: foot + MARGIN, body: body.join('') };
}

function layoutOf({ hosts, arrows, title }: Ladder): Layout {
  let [frameWidth, timeWidth, gap] = [textWidth('00000'), textWidth('+0.000000'), GAP.narrow];
  for (const arrow of arrows) {
    frameWidth = Math.max(frameWidth, textWidth(arrow.frame));
    timeWidth = Math.max(timeWidth, textWidth(arrow.time), textWidth(arrow.delta ?? ''));
    const span = Math.max(1, Math.abs(arrow.to - arrow.from));
    const needed = Math.max(textWidth(arrow.label), textWidth(captionOf(arrow))) + 36;
    gap = Math.max(gap, needed / span);
  }
  gap = Math.round(Math.min(gap, GAP.wide));
  const frameEdge = MARGIN + frameWidth;
  const timeEdge = frameEdge + MARGIN + timeWidth;
  const first = timeEdge + gap / 2 + MARGIN;
  const columns = hosts.map((_, i) => first + i * gap);
  const forTitle = Math.min(title.length * TITLE_CHARACTER, 960) + 2 * MARGIN;
  const width = Math.ceil(Math.max(first + (hosts.length - 0.5) * gap + MARGIN, forTitle));
  return { width, columns, gap, frameEdge, timeEdge };
}

function headingLines({ title, callId }: Ladder, { width }: Layout): string[] {
  const room = width - 2 * MARGIN;
  const first = shortened(title, Math.floor(room / TITLE_CHARACTER));
  return callId === null ? [first] : [first, shortened(`Call-ID ${callId}`, fitting(room))];
}

function headLines({ name, addresses }: LadderHost, { gap }: Layout): string[] {
  const lines = addresses.length === 1 && addresses[0] === name ? [name] : [name, ...addresses];
  const shown = lines.length > 5 ? [...lines.slice(0, 4), `and ${lines.length - 4} more`] : lines;
  return shown.map(line => shortened(line, fitting(gap - 28)));
}

function hostSvg(
  host: LadderHost,
  layout: Layout,
  i: number,
  top: number,
  height: number,
  foot: number,
): string {
  const x = layout.columns[i] as number;
  const lines = headLines(host, layout);
  const width = greatest(
    lines.map(line => textWidth(line) + 16),
    80,
  );
  const texts = lines.map((line, row) =>
    text(row === 0 ? 'ladder-name' : 'ladder-address', x, top + 4 + (row + 1) * LINE - 3, line),
  );
  return (
    `<g class="ladder-host"><title>${xmlText([host.name, ...host.addresses].join(' '))}</title>` +
    `<line class="ladder-lifeline" x1="${x}" y1="${top + height}" x2="${x}" y2="${foot}"/>` +
    `<rect class="ladder-head" x="${x - width / 2}" y="${top}" width="${width}" height="${height}" rx="4"/>\n` +
    `${texts.join('')}</g>\n`
  );
}

function arrowSvg(
  arrow: LadderArrow,
  { hosts }: Ladder,
  top: number,
  layout: Layout,
  { arrowRole }: LadderSvgOptions,
): string {
  const { columns, gap, frameEdge, timeEdge, width } = layout;
  const [from, to] = [columns[arrow.from] as number, columns[arrow.to] as number];
  const isLoop = arrow.from === arrow.to;
  const y = top + 24;
  const room = fitting(Math.max(1, Math.abs(arrow.to - arrow.from)) * gap - 20);
  const caption = captionOf(arrow);
  const middle = isLoop ? from + LOOP + 8 : (from + to) / 2;
  const anchor = isLoop ? ' ladder-beside' : '';
  const marks = arrow.shows.length === 0 ? '' : ' ladder-marked';
  const classes = `ladder-arrow ladder-${arrow.kind} ladder-${arrow.protection?.icv ?? 'clear'}${arrow.repeats === null ? '' : ' ladder-repeat'}${marks}`;
  const name = nameOf(arrow, hosts, caption);
  const index = arrow.message === null ? '' : `data-message="${arrow.message}" `;
  const role = arrow.message === null ? 'img' : arrowRole;
  return (
    `<g class="${classes}" ${index}tabindex="0" role="${role}" aria-label="${xmlText(name)}">` +
    `<title>${xmlText(name)}</title>` +
    `<rect class="ladder-hit" x="2" y="${top + 1}" width="${width - 4}" height="${ROW - 2}" rx="3"/>\n` +
    text('ladder-frame', frameEdge, y - 5, arrow.frame) +
    text('ladder-time', timeEdge, y - 5, arrow.time) +
    (arrow.delta === null ? '' : text('ladder-delta', timeEdge, y + 11, arrow.delta)) +
    (isLoop ? loop(from, y) : straight(from, to, y)) +
    text(`ladder-label${anchor}`, middle, y - 5, shortened(arrow.label, isLoop ? room - 4 : room)) +
    (caption === '' ? '' : text(`ladder-caption${anchor}`, middle, y + 13, shortened(caption, room))) +
    '</g>\n'
  );
}

/** The greatest number of all, or `least` where each is less. */
function greatest(numbers: readonly number[], least: number): number {
  return numbers.reduce((most, one) => Math.max(most, one), least);
}

function straight(from: number, to: number, y: number): string {
  const back = to > from ? -9 : 9;
  return (
    `<line class="ladder-line" x1="${from}" y1="${y}" x2="${to + back}" y2="${y}"/>` +
    `<path class="ladder-point" d="M${to} ${y}l${back} -5v10z"/>\n`
  );
}

function loop(x: number, y: number): string {
  return (
    `<path class="ladder-line" d="M${x} ${y - 7}h${LOOP}v14h${9 - LOOP}"/>` +
    `<path class="ladder-point" d="M${x} ${y + 7}l9 -5v10z"/>\n`
  );
}

/** The text for screen readers and for the tooltip. */
function nameOf(arrow: LadderArrow, hosts: readonly LadderHost[], caption: string): string {
  const ends = `${hosts[arrow.from]?.name} ${arrow.source} to ${hosts[arrow.to]?.name} ${arrow.destination}`;
  const carrier = `${arrow.protocol === null ? '' : `${arrow.protocol} over `}${arrow.transport.toUpperCase()}`;
  const parts = [`frame ${arrow.frame}`, timeWords(arrow.time), arrow.label, ends, carrier];
  if (caption !== '') parts.push(caption);
  for (const { title } of arrow.shows) parts.push(title);
  return parts.join(', ');
}

function noteSvg(
  finding: Finding,
  top: number,
  { width, timeEdge }: Layout,
): { svg: string; height: number } {
  const left = timeEdge + MARGIN;
  const boxWidth = width - left - MARGIN;
  const columns = Math.max(20, fitting(boxWidth - 20));
  const [head = '', ...rest] = findingLines(finding);
  const lines = [
    ...wrappedHard(head, columns).map(line => ['ladder-rule', line] as const),
    ...rest
      .flatMap(paragraph => wrappedHard(paragraph, columns))
      .map(line => ['ladder-detail', line] as const),
  ];
  const height = lines.length * LINE + 10;
  const texts = lines.map(([style, line], i) => text(style, left + 10, top + 2 + (i + 1) * LINE, line));
  const svg =
    `<g class="ladder-note ladder-${finding.severity}">` +
    `<rect class="ladder-box" x="${left}" y="${top}" width="${boxWidth}" height="${height}" rx="4"/>\n${texts.join('')}</g>\n`;
  return { svg, height: height + 6 };
}

function text(style: string, x: number, y: number, content: string): string {
  return `<text class="${style}" x="${x}" y="${y}">${xmlText(content)}</text>\n`;
}

function textWidth(content: string): number {
  return Math.ceil(content.length * CHARACTER);
}

/** Number of characters that fit into a width. */
function fitting(pixels: number): number {
  return Math.floor(pixels / CHARACTER);
}

/**
 * The style of ladders. A page may set the properties that start with `--ladder-`; otherwise they follow
 * `prefers-color-scheme`.
 */
export const LADDER_STYLE = `.ladder {
  --ladder-ink: #1f2328; --ladder-faint: #656d76; --ladder-rule: #d0d7de; --ladder-paper: #ffffff;
  --ladder-head: #f6f8fa; --ladder-good: #1a7f37; --ladder-bad: #cf222e; --ladder-unchecked: #9a6700;
  --ladder-hover: #ddf4ff; --ladder-note: #ddf4ff; --ladder-warning: #fff8c5; --ladder-error: #ffebe9;
}
@media (prefers-color-scheme: dark) { .ladder {
  --ladder-ink: #e6edf3; --ladder-faint: #8d96a0; --ladder-rule: #30363d; --ladder-paper: #0d1117;
  --ladder-head: #161b22; --ladder-good: #3fb950; --ladder-bad: #f85149; --ladder-unchecked: #d29922;
  --ladder-hover: #121d2f; --ladder-note: #121d2f; --ladder-warning: #272115; --ladder-error: #301a1f;
} }
.ladder text { font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace; fill: var(--ladder-ink); white-space: pre; }
.ladder .ladder-title, .ladder .ladder-name, .ladder .ladder-rule { font-weight: 600; }
.ladder .ladder-title { font-size: 14px; }
.ladder .ladder-name, .ladder .ladder-address, .ladder .ladder-label, .ladder .ladder-caption { text-anchor: middle; }
.ladder .ladder-frame, .ladder .ladder-time, .ladder .ladder-delta { text-anchor: end; }
.ladder .ladder-label, .ladder .ladder-caption { paint-order: stroke; stroke: var(--ladder-paper); stroke-width: 3px; stroke-linejoin: round; }
.ladder .ladder-beside { text-anchor: start; }
.ladder .ladder-call-id, .ladder .ladder-address, .ladder .ladder-time, .ladder .ladder-delta, .ladder .ladder-caption { fill: var(--ladder-faint); }
.ladder .ladder-ground { fill: var(--ladder-paper); }
.ladder .ladder-head { fill: var(--ladder-head); stroke: var(--ladder-rule); }
.ladder .ladder-lifeline { stroke: var(--ladder-rule); }
.ladder .ladder-line { stroke: var(--ladder-ink); stroke-width: 1.25; fill: none; }
.ladder .ladder-point { fill: var(--ladder-ink); }
.ladder .ladder-hit { fill: none; pointer-events: all; }
.ladder .ladder-arrow:hover .ladder-hit, .ladder .ladder-arrow:focus .ladder-hit { fill: var(--ladder-hover); }
.ladder .ladder-arrow:focus { outline: none; }
.ladder .ladder-arrow:focus-visible .ladder-hit { stroke: var(--ladder-ink); }
.ladder .ladder-good .ladder-line, .ladder .ladder-bad .ladder-line, .ladder .ladder-unchecked .ladder-line { stroke-width: 2.5; }
.ladder .ladder-good .ladder-line { stroke: var(--ladder-good); }
.ladder .ladder-good .ladder-point, .ladder .ladder-good .ladder-caption { fill: var(--ladder-good); }
.ladder .ladder-bad .ladder-line { stroke: var(--ladder-bad); }
.ladder .ladder-bad .ladder-point, .ladder .ladder-bad .ladder-caption { fill: var(--ladder-bad); }
.ladder .ladder-unchecked .ladder-line { stroke: var(--ladder-unchecked); }
.ladder .ladder-unchecked .ladder-point, .ladder .ladder-unchecked .ladder-caption { fill: var(--ladder-unchecked); }
.ladder .ladder-failure .ladder-label { fill: var(--ladder-bad); }
.ladder .ladder-repeat .ladder-line { stroke-dasharray: 4 4; }
.ladder .ladder-marked .ladder-label { font-weight: 600; text-decoration: underline; }
.ladder .ladder-note .ladder-box { fill: var(--ladder-note); stroke: var(--ladder-rule); }
.ladder .ladder-warning .ladder-box { fill: var(--ladder-warning); stroke: var(--ladder-unchecked); }
.ladder .ladder-error .ladder-box { fill: var(--ladder-error); stroke: var(--ladder-bad); }
`;
