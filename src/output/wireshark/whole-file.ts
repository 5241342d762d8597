import { randomBytes } from 'node:crypto';
import {
  type BigIntStats,
  closeSync,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * A file that appears under its name only when it is complete: until then it has a temporary name in the same folder.
 * Special files (a pipe, /dev/null) are written directly, and so is one that others read while it grows. All methods throw the errors of the file system.
 *
 * Writing is synchronous, so that reading does not run ahead of a slow disk.
 */
export class WholeFile {
  readonly #path: string;
  readonly #temporary: string | null;
  #file: number | null;

  /** Does the name belong to a special file, which would be written directly? */
  static isSpecial(path: string): boolean {
    const existing = statsOf(path);
    return existing !== null && !existing.isFile();
  }

  /**
   * Opens it for writing; follows a symbolic link.
   *
   * @param permissions of the file, also if it replaces one; null keeps those of the replaced file.
   * @param grows it has its name from the beginning, and is not removed.
   */
  constructor(path: string, permissions: number | null = null, grows = false) {
    const existing = statsOf(path);
    if (existing?.isDirectory()) throw new Error('expected a file, found a folder');
    this.#path = existing === null ? linkedPath(path) : realpathSync(path);
    const isSpecial = existing !== null && !existing.isFile();
    this.#temporary = isSpecial || grows ? null : `${this.#path}.${randomBytes(4).toString('hex')}.tmp`;
    const mode = permissions ?? (existing === null || isSpecial ? null : Number(existing.mode) & 0o777);
    this.#file = openSync(
      this.#temporary ?? this.#path,
      this.#temporary === null ? 'w' : 'wx',
      mode ?? 0o666,
    );
    // The umask has removed bits that a replaced file may have.
    if (mode !== null && !isSpecial) this.#attempt(file => fchmodSync(file, mode));
  }

  /** Appends bytes. After an error no file is left. */
  write(bytes: Uint8Array): void {
    this.#attempt(file => {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    });
  }

  /** Completes the file and gives it its name; replaces a file of that name. */
  commit(): void {
    try {
      this.#close();
      if (this.#temporary !== null) renameSync(this.#temporary, this.#path);
    } catch (error) {
      this.#remove();
      throw error;
    }
  }

  /** Removes the incomplete file. Does nothing after `commit`. Never throws. */
  abort(): void {
    if (this.#file === null) return;
    try {
      this.#close();
    } catch {
      // The file is removed anyway.
    }
    this.#remove();
  }

  #attempt(action: (file: number) => void): void {
    if (this.#file === null) throw new Error('the file is closed');
    try {
      action(this.#file);
    } catch (error) {
      this.abort();
      throw error;
    }
  }

  #remove(): void {
    try {
      if (this.#temporary !== null) unlinkSync(this.#temporary);
    } catch {
      // Already removed, perhaps with its folder.
    }
  }

  #close(): void {
    const file = this.#file;
    this.#file = null;
    if (file !== null) closeSync(file);
  }
}

/**
 * Are these the same file, under any names or as an open file descriptor? False if one of them does not exist.
 *
 * @param kind `regular`: only regular files count, not terminals or pipes.
 */
export function isSameFile(
  file: string | number,
  other: string | number,
  kind: 'any' | 'regular' = 'any',
): boolean {
  const [one, two] = [statsOf(file), statsOf(other)];
  if (one === null || two === null || (kind === 'regular' && !one.isFile())) return false;
  return one.dev === two.dev && one.ino === two.ino;
}

/**
 * Where a file of that name is made: a symbolic link to a file that does not exist is followed, link by link.
 *
 * @throws what the file system throws for links that lead to each other.
 */
function linkedPath(path: string): string {
  let linked = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    if (lstatSync(linked, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return linked;
    linked = resolve(realpathSync(dirname(linked)), readlinkSync(linked));
  }
  statSync(path);
  return linked;
}

/** Links in a row that are followed: Linux follows as many. */
const MOST_LINKS = 40;

/** Null if the file does not exist or may not be looked at. */
function statsOf(file: string | number): BigIntStats | null {
  try {
    return typeof file === 'number' ? fstatSync(file, { bigint: true }) : statSync(file, { bigint: true });
  } catch {
    return null;
  }
}
