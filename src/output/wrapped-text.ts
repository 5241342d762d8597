/**
 * Text in lines of at most `width` characters, broken at blanks, each behind `indent`. A word that is longer has a
 * line for itself.
 */
export function wrapped(text: string, width: number, indent: string): string[] {
  const room = Math.max(1, width - indent.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  if (line !== '') lines.push(line);
  return lines.map(one => `${indent}${one}`);
}
