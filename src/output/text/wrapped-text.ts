import wrapAnsi from 'wrap-ansi';

/**
 * Wraps a text at blanks into lines of at most `width` columns, each with `indent`. A wide character takes two columns.
 * A longer word gets its own line.
 */
export function wrapped(text: string, width: number, indent: string): string[] {
  const room = Math.max(1, width - indent.length);
  return linesOf(text, room, false).map(line => `${indent}${line}`);
}

/** Wraps a text at blanks into lines of at most `width` columns; a longer word is broken. */
export function wrappedHard(text: string, width: number): string[] {
  return linesOf(text.replaceAll(/\s+/g, ' '), width, true);
}

function linesOf(text: string, width: number, hard: boolean): string[] {
  return text === '' ? [] : wrapAnsi(text, width, { hard }).split('\n');
}
