import { WholeFile } from '../../output/wireshark/whole-file.ts';
import { cannotWrite } from './cannot-write.ts';
import { onInterrupt, uninterrupted } from './on-interrupt.ts';
import { CLEARED_LINE, note, type Terminal } from './terminal.ts';

/** A file that is written while a capture is read. */
interface FileOutput {
  /** Throws a CommandError when it cannot be written, as `commit` does. */
  write(bytes: Uint8Array): void;
  /** Lets signals arrive: reading and writing are synchronous. */
  pause(): Promise<void>;
  /** Completes the file. */
  commit(): void;
  /** Removes a file that is still to appear. Does nothing after `commit`. */
  abort(): void;
}

/** How a file is opened. */
interface FileOptions {
  /** Permissions, also if it replaces a file; null keeps those of the replaced file. */
  readonly mode?: number | null;
  /** True: others may read it while it grows. It has its name at once, and a signal leaves what was written. */
  readonly grows?: boolean;
}

/**
 * Opens a file that appears when it is complete, unless others read it while it grows. A signal removes it before.
 *
 * @param what its content, for the line about a failure: `the capture`.
 * @throws CommandError
 */
export function openFile(
  path: string,
  what: string,
  terminal: Terminal,
  { mode = null, grows = false }: FileOptions = {},
): FileOutput {
  let file: WholeFile | null = null;
  // Must come first: as soon as the file exists, a signal must remove it.
  const stopListening = onInterrupt(signal => {
    file?.abort();
    if (terminal.stderr.isTTY === true) terminal.stderr.write(CLEARED_LINE);
    note(terminal, `${path}: ${grows ? 'incomplete' : 'not written'}: ended by ${signal}`);
  });
  try {
    file = attempt(path, what, () => new WholeFile(path, mode, grows));
  } catch (error) {
    stopListening();
    throw error;
  }
  const whole = file;
  return {
    write: bytes => attempt(path, what, () => whole.write(bytes)),
    pause: () => new Promise(resolve => setImmediate(resolve)),
    commit: () => attempt(path, what, () => whole.commit()),
    abort: () => {
      stopListening();
      whole.abort();
    },
  };
}

/**
 * Writes a whole file; see `openFile`.
 *
 * @throws CommandError
 */
export async function writeFile(
  path: string,
  what: string,
  pieces: Iterable<Uint8Array>,
  mode: number | null = null,
): Promise<void> {
  await uninterrupted(() => {
    let file: WholeFile | null = null;
    try {
      file = new WholeFile(path, mode);
      for (const piece of pieces) file.write(piece);
      file.commit();
    } catch (error) {
      throw cannotWrite(path, what, error);
    } finally {
      file?.abort();
    }
  });
}

function attempt<T>(path: string, what: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw cannotWrite(path, what, error);
  }
}
