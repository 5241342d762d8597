/**
 * Text in lines of at most `width` characters, broken at blanks, each behind `indent`. A word that is longer has a
 * line for itself.
 */
export function wrapped(text: string, width: number, indent: string): string[] {
  const room = Math.max(1, width - indent.length);
  return linesOfWords(text.split(' '), room).map(line => `${indent}${line}`);
}

/** Words in lines of at most `width` characters; one that is longer has a line for itself. */
export function linesOfWords(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
