import { createHash } from 'node:crypto';
import { printable } from '../../bytes/printable.ts';
import { LADDER_STYLE } from '../ladder/formats/svg.ts';
import { linkModules } from './link-modules.ts';
import { pageFile } from './page-file.ts';

/** In this order: for the same element a later file wins. */
const STYLES = ['base.css', 'sections.css', 'messages.css'];

/** The parts of a report before and after its data. */
interface PageDocument {
  readonly head: string;
  readonly tail: string;
}

/**
 * The page around the data: one document that loads nothing and runs only its own script, identified by its hash (CSP
 * Level 3 §8.4). Even that script cannot turn a text into markup (Trusted Types).
 *
 * @param title plain text.
 */
export function pageDocument(title: string, version: string): PageDocument {
  const script = `\n${linkModules('main.js', pageFile)}`;
  const style = `\n${[LADDER_STYLE, ...STYLES.map(pageFile)].join('')}`;
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  return {
    head: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join('; ')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="ims-esp ${markupOf(version)}">
<title>${markupOf(title)}</title>
<style>${style}</style>
</head>
<body>
${pageFile('body.html')}`,
    tail: `<script>${script}</script>
</body>
</html>
`,
  };
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function markupOf(text: string): string {
  return printable(text).replace(/[<>&"]/g, character => `&#${character.charCodeAt(0)};`);
}
