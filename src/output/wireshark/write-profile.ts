import { lstatSync, mkdirSync, readFileSync, rmdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hasBlock, type Place, withBlock } from './marked-block.ts';
import type { WiresharkProfile } from './profile.ts';
import { WholeFile } from './whole-file.ts';

/** The files of a profile. Wireshark uses the first matching SA, but the last value of a preference or port. */
const FILES: readonly { readonly name: ProfileFile; readonly place: Place; readonly mode: number | null }[] =
  [
    // It holds keys.
    { name: 'esp_sa', place: 'first', mode: 0o600 },
    { name: 'preferences', place: 'last', mode: null },
    { name: 'decode_as_entries', place: 'last', mode: null },
  ];

type ProfileFile = 'esp_sa' | 'preferences' | 'decode_as_entries';

/** The names of the files of a profile in a folder. */
export function profileFiles(folder: string): string[] {
  return FILES.map(({ name }) => join(folder, name));
}

/** Suffix of the copy of a file before our first change. */
const BACKUP_SUFFIX = '.before-ims-esp';

/**
 * Writes the three files of a profile into `folder`, which is created if necessary. Lines of the user stay, and each
 * file is copied before our first change. All files are complete under temporary names before the first one gets its
 * name. `esp_sa` and its copy have keys and get mode 0600.
 *
 * Throws the errors of the file system; then no new file is left.
 */
export function writeProfile(folder: string, profile: WiresharkProfile): void {
  const made = makeFolder(folder);
  const files: WholeFile[] = [];
  try {
    for (const { name, place, mode } of FILES) {
      const path = join(folder, name);
      const old = contentOf(path);
      const copy = old === null || hasBlock(old) ? null : backup(path, old, mode);
      if (copy !== null) files.push(copy);
      // Latin1 in both directions keeps the octets of the user's lines; ours are UTF-8.
      const part = Buffer.from(profile[name], 'utf8').toString('latin1');
      files.push(written(path, withBlock(old ?? '', part, place), mode));
    }
    for (const file of files) file.commit();
  } catch (error) {
    for (const file of files) file.abort();
    removeFolders(made);
    throw error;
  }
}

/** Copies a file that never had our part. An existing copy is older and stays. */
function backup(path: string, content: string, mode: number | null): WholeFile | null {
  const copy = `${path}${BACKUP_SUFFIX}`;
  return exists(copy) ? null : written(copy, content, mode ?? statSync(path).mode & 0o777);
}

function written(path: string, content: string, mode: number | null): WholeFile {
  const file = new WholeFile(path, mode);
  file.write(Buffer.from(content, 'latin1'));
  return file;
}

/** Latin1; null if there is no such file. */
function contentOf(path: string): string | null {
  if (WholeFile.isSpecial(path)) throw new Error(`${path} is not a regular file`);
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/**
 * Creates a folder and its missing parents; returns the created ones. The recursive option of mkdir never ends below
 * /proc (seen in Node 20).
 */
function makeFolder(path: string): string[] {
  try {
    mkdirSync(path);
    return [path];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return [];
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
  }
  const above = makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    removeFolders(above);
    throw error;
  }
  return [...above, path];
}

/** Removes empty folders that were created in this order. */
function removeFolders(made: readonly string[]): void {
  for (const path of made.toReversed()) {
    try {
      rmdirSync(path);
    } catch {
      // The folder is no longer empty.
    }
  }
}
