import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs';

/** Files open at a time: a process may often have 256, and others need some too. */
const MOST_OPEN = 64;

/** The descriptors of those that are open, the one that was read longest ago first. */
const descriptors = new Map<TurnFile, number>();

/**
 * A file that is read from its start to its end, perhaps in turns with thousands of others. It is closed while others
 * are read, if too many are open, and opened again for its next turn.
 */
export class TurnFile {
  readonly #path: string;
  #position = 0;
  /** Which file it was, once it has been closed for others. */
  #closed: Stats | null = null;

  /** @throws what the file system throws. */
  constructor(path: string) {
    this.#path = path;
    this.#descriptor();
  }

  /**
   * Reads the next bytes into a buffer; 0 at the end of the file.
   *
   * @throws what the file system throws, and Error if another file has taken the name since.
   */
  read(buffer: Uint8Array): number {
    const length = readSync(this.#descriptor(), buffer, 0, buffer.length, this.#position);
    this.#position += length;
    return length;
  }

  close(): void {
    const descriptor = descriptors.get(this);
    descriptors.delete(this);
    if (descriptor !== undefined) closeSync(descriptor);
  }

  #descriptor(): number {
    const known = descriptors.get(this);
    // Its place is that of the file that was read last.
    descriptors.delete(this);
    const descriptor = known ?? this.#open();
    descriptors.set(this, descriptor);
    return descriptor;
  }

  #open(): number {
    if (descriptors.size >= MOST_OPEN) closeOldest();
    const descriptor = this.#openAnyway();
    if (this.#closed === null) return descriptor;
    const { dev, ino } = fstatSync(descriptor);
    if (dev === this.#closed.dev && ino === this.#closed.ino) return descriptor;
    closeSync(descriptor);
    throw new Error('expected the file that was read so far, found another one of that name');
  }

  /** Where the limit of the process is lower, fewer are open. */
  #openAnyway(): number {
    for (;;) {
      try {
        return openSync(this.#path, 'r');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EMFILE' || !closeOldest()) throw error;
      }
    }
  }

  /** Closes it until its next turn. */
  pause(descriptor: number): void {
    this.#closed ??= fstatSync(descriptor);
    descriptors.delete(this);
    closeSync(descriptor);
  }
}

/** False if none is open. */
function closeOldest(): boolean {
  const [oldest] = descriptors;
  oldest?.[0].pause(oldest[1]);
  return oldest !== undefined;
}
