import { printableLines } from '../../bytes/printable.ts';

/** Indentation of the lines of a message. */
export const INDENT = '        ';

/** Characters escaped at a time: for 15 MB at once, the pieces would take half a gigabyte. */
const PIECE = 64 * 1024;

/**
 * The lines of a text, one character per byte, safe for a terminal, each indented and without trailing blanks. A line
 * feed follows each line; a line feed at the end of the text starts no further line. The result comes in pieces of
 * bounded length.
 */
export function* indentedLines(text: string): Generator<string, void, undefined> {
  let gathered = '';
  for (let at = 0; at < text.length; ) {
    const feed = text.indexOf('\n', at);
    const end = contentEnd(text, at, feed);
    if (end > at) gathered += INDENT;
    for (let from = at; from < end; from += PIECE) {
      gathered += printableLines(text.slice(from, Math.min(end, from + PIECE)));
      if (gathered.length < PIECE) continue;
      yield gathered;
      gathered = '';
    }
    gathered += '\n';
    if (gathered.length >= PIECE) {
      yield gathered;
      gathered = '';
    }
    at = feed < 0 ? text.length : feed + 1;
  }
  if (gathered !== '') yield gathered;
}

/** The end of a line without trailing blanks, and without the CR of a CR LF. */
function contentEnd(text: string, start: number, feed: number): number {
  let end = feed < 0 ? text.length : feed;
  if (feed > start && text[end - 1] === '\r') end--;
  while (end > start && BLANKS.has(text[end - 1] as string)) end--;
  return end;
}

const BLANKS = new Set([' ', '\t', '\u00a0']);
