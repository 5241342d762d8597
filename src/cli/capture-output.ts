import type { AnalysisResult } from '../analysis/analyse.ts';
import type { OutputFrame } from '../analysis/output-frame.ts';
import { DecryptedCapture } from '../output/decrypted-capture.ts';
import { WholeFile } from '../output/whole-file.ts';
import type { BatchedOutput } from './batched-output.ts';
import { cannotWrite } from './cannot-write.ts';
import { onInterrupt } from './on-interrupt.ts';
import { refuseInput } from './refuse-input.ts';
import type { CommonArguments } from './run-analysis.ts';
import { CommandError, EXIT, note, type Terminal } from './terminal.ts';
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

/** There may be a progress line, or what the terminal shows for Ctrl-C. */
const CLEARED_LINE = '\r\u001b[K';

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
      await output.finish();
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
  args: CommonArguments,
  output: BatchedOutput,
  terminal: Terminal,
): CaptureOutput {
  refuseInput('-w', path, args, terminal);
  let file: WholeFile | null = null;
  // First of all: from the moment the file is there, a signal must take it away.
  const stopListening = onInterrupt(signal => {
    file?.abort();
    if (terminal.stderr.isTTY === true) terminal.stderr.write(CLEARED_LINE);
    note(terminal, `${path}: not written: ended by ${signal}`);
  });
  try {
    file = attempt(path, () => new WholeFile(path));
  } catch (error) {
    stopListening();
    throw error;
  }
  return fileOutput(path, file, args.file, output, stopListening);
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
    throw cannotWrite(path, 'the capture', error);
  }
}
