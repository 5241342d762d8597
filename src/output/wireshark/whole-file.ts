import { randomBytes } from 'node:crypto';
import {
  type BigIntStats,
  closeSync,
  fchmodSync,
  fstatSync,
  openSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';

/**
 * A file that appears under its name only when it is complete: until then it is written in the same folder under a
 * temporary name. What is no regular file (a pipe, /dev/null) is written to directly. Everything throws what the file
 * system throws.
 *
 * Writing is synchronous: what is read is not read ahead of a slow disk.
 */
export class WholeFile {
  readonly #path: string;
  readonly #temporary: string | null;
  #file: number | null;

  /** Is there something of that name that is no regular file, and would be written to directly? */
  static isSpecial(path: string): boolean {
    const existing = statsOf(path);
    return existing !== null && !existing.isFile();
  }

  /**
   * Opens it for writing. A symbolic link is followed.
   *
   * @param permissions of the file, also where it replaces one; without it a file that is replaced passes its own on.
   */
  constructor(path: string, permissions: number | null = null) {
    const existing = statsOf(path);
    if (existing?.isDirectory()) throw new Error('expected a file, found a folder');
    this.#path = existing === null ? path : realpathSync(path);
    const isSpecial = existing !== null && !existing.isFile();
    this.#temporary = isSpecial ? null : `${this.#path}.${randomBytes(4).toString('hex')}.tmp`;
    const mode = permissions ?? (existing === null || isSpecial ? null : Number(existing.mode) & 0o777);
    this.#file = openSync(
      this.#temporary ?? this.#path,
      this.#temporary === null ? 'w' : 'wx',
      mode ?? 0o666,
    );
    // The mask of the process has taken bits away that a file which is replaced may have.
    if (mode !== null && !isSpecial) this.#attempt(file => fchmodSync(file, mode));
  }

  /** Adds bytes at the end. After an error there is nothing left. */
  write(bytes: Uint8Array): void {
    this.#attempt(file => {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    });
  }

  /** The file is complete: it takes its name, in place of what had it. */
  commit(): void {
    try {
      this.#close();
      if (this.#temporary !== null) renameSync(this.#temporary, this.#path);
    } catch (error) {
      this.#remove();
      throw error;
    }
  }

  /** Gives up: nothing stays behind. Does nothing after `commit`. Never throws. */
  abort(): void {
    if (this.#file === null) return;
    try {
      this.#close();
    } catch {
      // The file goes away all the same.
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
      // Somebody else has removed it, or the folder.
    }
  }

  #close(): void {
    const file = this.#file;
    this.#file = null;
    if (file !== null) closeSync(file);
  }
}

/**
 * Are these one file, under whatever names or as an open file descriptor? False if one of them does not exist.
 *
 * @param kind `regular`: only a regular file counts, not a terminal or a pipe.
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

/** Null when there is nothing of that name, or it may not be looked at. */
function statsOf(file: string | number): BigIntStats | null {
  try {
    return typeof file === 'number' ? fstatSync(file, { bigint: true }) : statSync(file, { bigint: true });
  } catch {
    return null;
  }
}
