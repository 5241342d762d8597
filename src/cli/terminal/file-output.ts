import { WholeFile } from '../../output/wireshark/whole-file.ts';
import { cannotWrite } from './cannot-write.ts';
import { onInterrupt, uninterrupted } from './on-interrupt.ts';
import { note, type Terminal } from './terminal.ts';

/** A file that is written while a capture is read, and appears when it is complete. */
interface FileOutput {
  /** Throws a CommandError when it cannot be written, as `commit` does. */
  write(bytes: Uint8Array): void;
  /** Lets a signal be heard: reading and writing are synchronous. */
  pause(): Promise<void>;
  /** The file takes its name. */
  commit(): void;
  /** Leaves nothing half done behind. Does nothing after `commit`. */
  abort(): void;
}

/** There may be a progress line, or what the terminal shows for Ctrl-C. */
const CLEARED_LINE = '\r\u001b[K';

/**
 * Opens a file that a signal takes away again as long as it is not complete.
 *
 * @param what it is to hold, for the line about a failure: `the capture`.
 * @param mode permissions whatever it replaces; null for those of what it replaces.
 * @throws CommandError
 */
export function openFile(
  path: string,
  what: string,
  terminal: Terminal,
  mode: number | null = null,
): FileOutput {
  let file: WholeFile | null = null;
  // First of all: from the moment the file is there, a signal must take it away.
  const stopListening = onInterrupt(signal => {
    file?.abort();
    if (terminal.stderr.isTTY === true) terminal.stderr.write(CLEARED_LINE);
    note(terminal, `${path}: not written: ended by ${signal}`);
  });
  try {
    file = attempt(path, what, () => new WholeFile(path, mode));
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
 * Writes a file at once; see `openFile`.
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
