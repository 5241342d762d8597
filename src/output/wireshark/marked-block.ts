/*
 * Our part of a user's configuration file: the lines between two comments. All other lines belong to the user and stay
 * identical to the octet.
 */

const BEGIN =
  '# >>> ims-esp >>> written by ims-esp; the next run replaces this block and keeps all other lines';
const END = '# <<< ims-esp <<<';

/** The common start of the comments of all versions. */
const IS_BEGIN = /^# >>> ims-esp >>>/;
const IS_END = /^# <<< ims-esp <<</;

/** Place of our part in a file. */
export type Place = 'first' | 'last';

/**
 * Replaces our part of a file, or inserts it if there is none, with the line endings of the file.
 *
 * @param file latin1, which keeps the octets; empty for a new file.
 * @param part whole lines, each with its line feed, in the same encoding.
 */
export function withBlock(file: string, part: string, place: Place): string {
  const user = withoutBlock(file);
  const isOpen = place === 'last' && user !== '' && !user.endsWith('\n');
  const own = isOpen ? `${user}\n` : user;
  const block = withLineEndsOf(own, `${BEGIN}\n${part}${END}\n`);
  return place === 'first' ? block + own : own + block;
}

/** Does the file have our part? */
export function hasBlock(file: string): boolean {
  return withoutBlock(file) !== file;
}

/**
 * Removes only from a start comment to the next end comment: after a single comment, user's lines may follow. An end
 * comment that would then stand after a single start comment goes too, as the next run would take both for a block.
 */
function withoutBlock(file: string): string {
  const kept: string[] = [];
  let begin = -1;
  let single = false;
  for (const line of linesOf(file)) {
    if (IS_BEGIN.test(line)) {
      single ||= begin >= 0;
      begin = kept.length;
    } else if (begin < 0 && single && IS_END.test(line)) continue;
    kept.push(line);
    if (begin < 0 || !IS_END.test(line)) continue;
    kept.length = begin;
    begin = -1;
  }
  return kept.join('');
}

/** The lines with their line endings. */
function linesOf(file: string): string[] {
  const lines = file.split('\n').map(line => `${line}\n`);
  const last = lines.pop()?.slice(0, -1) ?? '';
  return last === '' ? lines : [...lines, last];
}

function withLineEndsOf(file: string, text: string): string {
  return file.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
}
