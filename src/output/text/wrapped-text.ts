import wrapAnsi from 'wrap-ansi';

/**
 * Text in lines of at most `width` columns, broken at blanks, each behind `indent`. A wide character takes two columns.
 * A word that is longer has a line for itself.
 */
export function wrapped(text: string, width: number, indent: string): string[] {
  const room = Math.max(1, width - indent.length);
  return linesOf(text, room, false).map(line => `${indent}${line}`);
}

/** Text in lines of at most `width` columns, broken at blanks; a longer word is broken where it must be. */
export function wrappedHard(text: string, width: number): string[] {
  return linesOf(text.replaceAll(/\s+/g, ' '), width, true);
}

function linesOf(text: string, width: number, hard: boolean): string[] {
  return text === '' ? [] : wrapAnsi(text, width, { hard }).split('\n');
}
