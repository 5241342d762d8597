import { printable } from '../../../bytes/printable.ts';
import type { Finding } from '../../../model/diagnosis.ts';
import { wrappedHard } from '../../text/wrapped-text.ts';
import { timeWords } from '../../time/time-column.ts';
import type { Ladder, LadderArrow, LadderHost } from '../ladder.ts';
import { captionOf, findingLines, shortened } from './words.ts';

/** Longest text of a diagram: mermaid, also on GitHub, rejects more than 50,000 characters. */
const DIAGRAM_CHARACTERS = 45_000;
/** Longest line of a note. */
const NOTE_WIDTH = 70;
/** Longest label: methods and reason phrases can have any length. */
const LABEL_WIDTH = 60;

/**
 * A ladder as Markdown: its title, and a mermaid `sequenceDiagram` in a fence, as GitHub draws it; a long ladder
 * becomes several diagrams. Requests have solid arrows, responses dotted ones. The SA and the ICV result are below the
 * label.
 */
export function ladderMermaid(ladder: Ladder): string {
  const parts = [`## ${markdownText(ladder.title)}\n`];
  if (ladder.callId !== null) parts.push(`Call-ID ${markdownText(ladder.callId)}\n`);
  for (const lines of diagramsOf(ladder)) parts.push(`\`\`\`mermaid\n${lines.join('\n')}\n\`\`\`\n`);
  return `${parts.join('\n')}\n`;
}

/** Lines as a Markdown list. */
export function markdownList(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.map(line => `* ${markdownText(line)}\n`).join('')}\n`;
}

/** The lines of each diagram: none is too long, and each has only the hosts that it needs. */
function diagramsOf({ hosts, arrows, findings }: Ladder): string[][] {
  const diagrams: string[][] = [];
  let shown = new Set<number>();
  let lines: string[] = [];
  let length = 0;
  const finish = () => {
    const names = [...shown].sort((one, other) => one - other).map(host => participant(hosts, host));
    diagrams.push(['sequenceDiagram', ...names, ...lines]);
  };
  for (const [i, arrow] of arrows.entries()) {
    const before = i === 0 ? findings.map(finding => note(finding, arrow)) : [];
    const added = [...before, message(arrow), ...arrow.findings.map(finding => note(finding, arrow))];
    const isNew = [...new Set([arrow.from, arrow.to])].filter(host => !shown.has(host));
    const more = lengthOf([...added, ...isNew.map(host => participant(hosts, host))]);
    if (length + more > DIAGRAM_CHARACTERS && lines.length > 0) {
      finish();
      [shown, lines, length] = [new Set(), [], 0];
    }
    shown.add(arrow.from).add(arrow.to);
    for (const line of added) lines.push(line);
    length += more;
  }
  finish();
  return diagrams;
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

function participant(hosts: readonly LadderHost[], index: number): string {
  const { name, addresses } = hosts[index] as LadderHost;
  const lines = addresses.length === 1 && addresses[0] === name ? [name] : [name, ...addresses];
  return `    participant h${index} as ${lines
    .slice(0, 4)
    .map(line => diagramText(shortened(line, LABEL_WIDTH)))
    .join('<br/>')}`;
}

function message(arrow: LadderArrow): string {
  const stroke = arrow.kind === 'request' ? '->>' : '-->>';
  const caption = captionOf(arrow);
  const below = `frame ${arrow.frame}, ${timeWords(arrow.time)}${caption === '' ? '' : `, ${caption}`}`;
  return `    h${arrow.from}${stroke}h${arrow.to}: ${diagramText(shortened(arrow.label, LABEL_WIDTH))}<br/>${diagramText(below)}`;
}

/** Placed over the hosts of its message. */
function note(finding: Finding, { from, to }: LadderArrow): string {
  const over = from === to ? `h${from}` : `h${Math.min(from, to)},h${Math.max(from, to)}`;
  const lines = findingLines(finding).flatMap(line => wrappedHard(line, NOTE_WIDTH));
  return `    Note over ${over}: ${lines.map(diagramText).join('<br/>')}`;
}

/**
 * A text in a diagram: every character except letters, digits, blanks and harmless ones becomes `#NN;`, mermaid's
 * escape. That includes colons and semicolons, which end a statement, `#`, `%` and markup.
 */
function diagramText(text: string): string {
  return printable(text).replace(
    /[^\p{L}\p{N} .,+_=/()'!?…→-]/gu,
    character => `#${character.codePointAt(0)};`,
  );
}

/**
 * A text in Markdown, with its special characters escaped. An empty comment breaks what becomes a link without any mark
 * (GitHub Flavored Markdown §6.9: addresses of the web and of mail) or names a user.
 */
function markdownText(text: string): string {
  return printable(text)
    .replace(/[\\`*_[\]#!|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(LINKING, '$&<!-- -->');
}

/** What such links cannot do without: `www`, the colon before `//`, the `@` of a name or before a domain with a dot. */
const LINKING = /\bwww(?=\.)|:(?=\/\/)|(?<![A-Za-z0-9])@(?=[A-Za-z0-9])|@(?=[\w-]+\.)/gi;
