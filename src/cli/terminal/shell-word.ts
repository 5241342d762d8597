/** A text as one word of a POSIX shell, quoted if necessary (POSIX.1-2017, XCU 2.2.2). */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
