/*
 * The part of somebody's configuration file that is ours: lines between two comments. All other lines belong to the
 * user and stay as they are, to the octet.
 */

const BEGIN =
  '# >>> ims-esp >>> written by ims-esp; the next run replaces this block and keeps all other lines';
const END = '# <<< ims-esp <<<';

/** What is common to all versions of the two comments. */
const IS_BEGIN = /^# >>> ims-esp >>>/;
const IS_END = /^# <<< ims-esp <<</;

/** Where our part stands in a file. */
export type Place = 'first' | 'last';

/**
 * The file with our part replaced, or put in where there is none. It gets the line ends of the file.
 *
 * @param file latin1, so that octets stay; empty for a new file.
 * @param part whole lines, each with its line feed, in the same form.
 */
export function withBlock(file: string, part: string, place: Place): string {
  const own = withoutBlock(file);
  const block = withLineEndsOf(own, `${BEGIN}\n${part}${END}\n`);
  if (place === 'first') return block + own;
  const isOpen = own !== '' && !own.endsWith('\n');
  return own + (isOpen ? '\n' : '') + block;
}

/** Is there a part of ours in the file? */
export function hasBlock(file: string): boolean {
  return withoutBlock(file) !== file;
}

/** Only from a begin to the next end: a comment without its other half may have user's lines behind it. */
function withoutBlock(file: string): string {
  const kept: string[] = [];
  let begin = -1;
  for (const line of linesOf(file)) {
    if (IS_BEGIN.test(line)) begin = kept.length;
    kept.push(line);
    if (begin < 0 || !IS_END.test(line)) continue;
    kept.length = begin;
    begin = -1;
  }
  return kept.join('');
}

/** The lines with their line ends. */
function linesOf(file: string): string[] {
  const lines = file.split('\n').map(line => `${line}\n`);
  const last = lines.pop()?.slice(0, -1) ?? '';
  return last === '' ? lines : [...lines, last];
}

function withLineEndsOf(file: string, text: string): string {
  return file.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
}
