import { ReportWriter } from '../../output/report/report-writer.ts';
import { refuseInput } from '../inputs/refuse-input.ts';
import { BatchedOutput } from '../terminal/batched-output.ts';
import { openFile } from '../terminal/file-output.ts';
import { CommandError, EXIT, note, type Terminal } from '../terminal/terminal.ts';
import { VERSION } from '../terminal/version.ts';
import { type CommandSink, type CommonArguments, conclude, isUnread, runAnalysis } from './run-analysis.ts';

/** Arguments of `ims-esp report`. */
interface ReportArguments extends CommonArguments {
  /** File to write; `-` is standard output. */
  readonly output: string;
}

/** Output of the page. */
interface Destination {
  readonly write: (piece: string | Uint8Array) => void;
  /** Waits until the output accepts more. True if its reader has left. */
  settle(): Promise<boolean>;
  /** Ends the page; returns one line about it, or null. */
  finish(): Promise<string | null>;
  /** Removes an incomplete file. Does nothing after `finish`. */
  abort(): void;
}

/** `ims-esp report`: all results as one HTML page. */
export async function report(args: ReportArguments, terminal: Terminal): Promise<number> {
  const destination = args.output === '-' ? toStream(terminal) : toFile(args, terminal);
  try {
    const { write } = destination;
    const { file: files, showKeys, gate, hosts } = args;
    const page = new ReportWriter({ files, version: VERSION, showKeys, gate, hosts, write });
    const sink: CommandSink = {
      begin: (seconds, nanoseconds) => page.begin(seconds, nanoseconds),
      sip: event => page.sip(event),
      plain: packet => page.plain(packet),
      cx: event => page.cx(event),
      pdn: event => page.pdn(event),
      mobility: event => page.mobility(event),
      core: event => page.core(event),
      diameter: event => page.diameter(event),
      esp: packet => page.esp(packet),
      issue: issue => page.issue(issue),
      settle: () => destination.settle(),
    };
    const result = await runAnalysis(args, terminal, sink, { diagnose: true });
    page.end(result, result.diagnosis);
    const written = isUnread(result) ? null : await destination.finish();
    const exitCode = conclude(result, args, terminal);
    if (written !== null && !args.quiet) note(terminal, written);
    return exitCode;
  } finally {
    destination.abort();
  }
}

function toStream({ stdout }: Terminal): Destination {
  if (stdout.isTTY === true)
    throw new CommandError(
      '-o -: expected a file or a pipe as standard output, found a terminal',
      EXIT.USAGE,
    );
  const output = new BatchedOutput(stdout);
  return {
    write: piece => (typeof piece === 'string' ? output.write(piece) : output.writeBytes(piece)),
    settle: () => output.settle(),
    finish: async () => {
      await output.finish();
      return null;
    },
    abort: () => {},
  };
}

/**
 * Writes a file, which appears when it is complete. With keys in it, only its owner can read it, also if it replaces a
 * file with other permissions.
 */
function toFile(args: ReportArguments, terminal: Terminal): Destination {
  const path = args.output;
  refuseInput('-o', path, args, terminal);
  const file = openFile(path, 'the report', terminal, { mode: args.showKeys ? 0o600 : null });
  const encoder = new TextEncoder();
  return {
    write: piece => file.write(typeof piece === 'string' ? encoder.encode(piece) : piece),
    settle: async () => {
      await file.pause();
      return false;
    },
    finish: async () => {
      file.commit();
      return `${path}: report written; open it in a browser`;
    },
    abort: () => file.abort(),
  };
}
