import { readdirSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CommandError, EXIT } from '../terminal/terminal.ts';
import { globMatcher } from './glob.ts';

/**
 * The capture files of FILE arguments. A folder stands for the captures in it, in the order of their first frames. A
 * quoted pattern with `*`, `?` or `[...]` in its last part stands for the matching files. Everything else is unchanged;
 * a missing file is reported when it is read.
 *
 * @param note receives a line about other files in a folder
 * @throws CommandError if all there is is a folder without any capture; among others it is reported when it is read
 */
export async function captureFiles(
  words: readonly string[],
  note: (line: string) => void,
): Promise<readonly string[]> {
  const files: string[] = [];
  for (const word of words) {
    const found = word === '-' ? null : statOf(word);
    const meant = found?.isDirectory()
      ? await filesOfFolder(word, words.length === 1, note)
      : found === null && word !== '-'
        ? matchesOf(word)
        : [word];
    for (const file of meant) files.push(file);
  }
  return files;
}

function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

async function filesOfFolder(
  folder: string,
  isAll: boolean,
  note: (line: string) => void,
): Promise<readonly string[]> {
  const { capturesAmong } = await import('../../analysis/input/captures-among.ts');
  const { captures, others } = await capturesAmong(filesIn(folder, () => true));
  if (others.length > 0) note(`${folder}: ${skippedText(others)}`);
  if (captures.length > 0) return captures;
  if (isAll)
    throw new CommandError(`${folder}: expected a capture in this folder, found none`, EXIT.UNREADABLE);
  return [folder];
}

/** Names of skipped files in a line: it stays readable. */
const NAMES_SHOWN = 5;

function skippedText(others: readonly string[]): string {
  const names = others.slice(0, NAMES_SHOWN).map(path => basename(path));
  if (others.length > NAMES_SHOWN) names.push('…');
  const files = others.length === 1 ? '1 other file' : `${others.length} other files`;
  return `skipped ${files}: ${names.join(', ')}`;
}

/** The matching files; the word itself if it is not a pattern or nothing matches. */
function matchesOf(word: string): readonly string[] {
  const matches = globMatcher(basename(word));
  if (matches === null) return [word];
  const found = filesIn(dirname(word), matches);
  return found.length > 0 ? found : [word];
}

/** Regular files in a folder, sorted by name, with numbers in numeric order. */
function filesIn(folder: string, matches: (name: string) => boolean): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  const order = new Intl.Collator('en', { numeric: true });
  return names
    .filter(matches)
    .sort((one, other) => order.compare(one, other))
    .map(name => join(folder, name))
    .filter(path => statOf(path)?.isFile() === true);
}
