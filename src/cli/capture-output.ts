import type { AnalysisResult } from '../analysis/analyse.ts';
import type { OutputFrame } from '../analysis/output-frame.ts';
import { DecryptedCapture } from '../output/decrypted-capture.ts';
import { isSameFile, WholeFile } from '../output/whole-file.ts';
import type { BatchedOutput } from './batched-output.ts';
import { onInterrupt } from './on-interrupt.ts';
import { CommandError, EXIT, type Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

/** Where the decrypted capture goes. */
export interface CaptureOutput {
  /** Takes the next frame. Throws a CommandError when it cannot be written. */
  frame(frame: OutputFrame): void;
  /** Waits until there is room. True when nobody reads any more. */
  settle(): Promise<boolean>;
  /** The analysis is over: completes the capture and says in one line what was written, or null. */
  finish(result: AnalysisResult): Promise<string | null>;
  /** Leaves nothing half done behind. Does nothing after `finish`. */
  abort(): void;
}

const APPLICATION = `ims-esp ${VERSION}`;

/** To standard output. Throws if that is a terminal. */
export function captureToStream(
  files: readonly string[],
  output: BatchedOutput,
  terminal: Terminal,
): CaptureOutput {
  if (terminal.stdout.isTTY === true)
    throw new CommandError('-w -: standard output is a terminal, a file or a pipe was expected', EXIT.USAGE);
  const write = (bytes: Uint8Array) => output.writeBytes(bytes);
  const capture = new DecryptedCapture({ files, application: APPLICATION, write });
  return {
    frame: frame => capture.frame(frame),
    settle: () => output.settle(),
    finish: async result => {
      if (!isUnread(result)) capture.end();
      await output.settle();
      return null;
    },
    abort: () => {},
  };
}

/**
 * To a file, which appears when it is complete. What is printed besides goes to `output`, whose reader may leave.
 * Throws if the file cannot be made or is an input.
 */
export function captureToFile(
  path: string,
  files: readonly string[],
  output: BatchedOutput,
  terminal: Terminal,
): CaptureOutput {
  // Standard input is a file when the shell was told `< trace.pcap`.
  const { fd } = terminal.stdin as { readonly fd?: number };
  const input = files.find(file => isSameFile(path, file === '-' && fd !== undefined ? fd : file));
  if (input !== undefined)
    throw new CommandError(`-w: ${path} is the input ${input}, another file was expected`, EXIT.USAGE);
  let file: WholeFile | null = null;
  // First of all: from the moment the file is there, a signal must take it away.
  const stopListening = onInterrupt(() => file?.abort());
  try {
    file = attempt(path, () => new WholeFile(path));
  } catch (error) {
    stopListening();
    throw error;
  }
  return fileOutput(path, file, files, output, stopListening);
}

function fileOutput(
  path: string,
  file: WholeFile,
  files: readonly string[],
  output: BatchedOutput,
  stopListening: () => void,
): CaptureOutput {
  const write = (bytes: Uint8Array) => attempt(path, () => file.write(bytes));
  const capture = new DecryptedCapture({ files, application: APPLICATION, write });
  return {
    frame: frame => capture.frame(frame),
    settle: async () => {
      // Reading and writing are synchronous: without a pause no signal would be heard.
      await new Promise(resolve => setImmediate(resolve));
      await output.settle();
      return false;
    },
    finish: async result => {
      if (isUnread(result)) return null;
      capture.end();
      attempt(path, () => file.commit());
      return `${path}: ${capture.frames} frames, ${capture.decrypted} of them decrypted`;
    },
    abort: () => {
      stopListening();
      file.abort();
    },
  };
}

/** Nothing at all was read: a capture of that would take the place of a good one. */
function isUnread({ inputDamaged, summary }: AnalysisResult): boolean {
  return inputDamaged && summary.frames === 0;
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new CommandError(`${path}: the capture could not be written: ${reasonOf(error)}`, EXIT.UNREADABLE);
  }
}

/** A few words for the errors that opening and writing really give. */
function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'no such folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission was denied';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'no space is left';
    default:
      return message;
  }
}
