import type { AnalysisSink } from '../analysis/analyse.ts';
import { ReportWriter } from '../output/report/report-writer.ts';
import { WholeFile } from '../output/whole-file.ts';
import { BatchedOutput } from './batched-output.ts';
import { cannotWrite } from './cannot-write.ts';
import { onInterrupt } from './on-interrupt.ts';
import { refuseInput } from './refuse-input.ts';
import { type CommonArguments, conclude, runAnalysis } from './run-analysis.ts';
import { CommandError, EXIT, note, type Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

/** Arguments of `ims-esp report`. */
export interface ReportArguments extends CommonArguments {
  /** File to write; `-` is standard output. */
  readonly output: string;
}

/** Where the page goes. */
interface Destination {
  readonly write: (text: string) => void;
  /** Waits until there is room. True when nobody reads any more. */
  settle(): Promise<boolean>;
  /** The page is complete. Says in one line what was written, or null. */
  finish(): Promise<string | null>;
  /** Leaves nothing half done behind. Does nothing after `finish`. */
  abort(): void;
}

/** `ims-esp report`: all that was found, as one HTML page. */
export async function report(args: ReportArguments, terminal: Terminal): Promise<number> {
  const destination = args.output === '-' ? toStream(terminal) : toFile(args, terminal);
  try {
    const { write } = destination;
    const page = new ReportWriter({ files: args.file, version: VERSION, showKeys: args.showKeys, write });
    const sink: AnalysisSink = {
      begin: (seconds, nanoseconds) => page.begin(seconds, nanoseconds),
      sip: event => page.sip(event),
      cx: event => page.cx(event),
      esp: packet => page.esp(packet),
      issue: issue => page.issue(issue),
      settle: () => destination.settle(),
    };
    const result = await runAnalysis(args, terminal, sink, { diagnose: true });
    page.end(result, result.diagnosis);
    // Nothing at all was read: a report of that would take the place of a good one.
    const isUnread = result.inputDamaged && result.summary.frames === 0;
    const written = isUnread ? null : await destination.finish();
    const exitCode = conclude(result, args, terminal);
    if (written !== null && !args.quiet) note(terminal, written);
    return exitCode;
  } finally {
    destination.abort();
  }
}

function toStream({ stdout }: Terminal): Destination {
  if (stdout.isTTY === true)
    throw new CommandError('-o -: standard output is a terminal, a file or a pipe was expected', EXIT.USAGE);
  const output = new BatchedOutput(stdout);
  return {
    write: text => output.write(text),
    settle: () => output.settle(),
    finish: async () => {
      await output.finish();
      return null;
    },
    abort: () => {},
  };
}

/** The file appears when it is complete; with keys in it, only its owner can read it, whatever it replaces. */
function toFile(args: ReportArguments, terminal: Terminal): Destination {
  const path = args.output;
  refuseInput('-o', path, args, terminal);
  let file: WholeFile | null = null;
  // First of all: from the moment the file is there, a signal must take it away.
  const stopListening = onInterrupt(signal => {
    file?.abort();
    note(terminal, `${path}: not written: ended by ${signal}`);
  });
  try {
    file = attempt(path, () => new WholeFile(path, args.showKeys ? 0o600 : null));
  } catch (error) {
    stopListening();
    throw error;
  }
  const whole = file;
  const encoder = new TextEncoder();
  return {
    write: text => attempt(path, () => whole.write(encoder.encode(text))),
    settle: async () => {
      // Reading and writing are synchronous: without a pause no signal would be heard.
      await new Promise(resolve => setImmediate(resolve));
      return false;
    },
    finish: async () => {
      attempt(path, () => whole.commit());
      return `${path}: the report is written, open it with a browser`;
    },
    abort: () => {
      stopListening();
      whole.abort();
    },
  };
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw cannotWrite(path, 'the report', error);
  }
}
