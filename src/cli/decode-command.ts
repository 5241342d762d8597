import type { AnalysisSink } from '../analysis/analyse.ts';
import {
  headerLine,
  issueLine,
  registrationLine,
  saLine,
  sipLine,
  summaryLine,
} from '../output/json-lines.ts';
import { summaryText } from '../output/summary-text.ts';
import { TextLines } from '../output/text-lines.ts';
import { BatchedOutput } from './batched-output.ts';
import { paintFor } from './paint.ts';
import { type CommonArguments, note, runAnalysis } from './run-analysis.ts';
import { EXIT, type Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

/** Arguments of `ims-esp decode`. */
export interface DecodeArguments extends CommonArguments {
  readonly format: 'text' | 'json';
  readonly verbose: boolean;
}

/** `ims-esp decode`: every SIP message, from the clear and from ESP. */
export async function decode(args: DecodeArguments, terminal: Terminal): Promise<number> {
  const output = new BatchedOutput(terminal.stdout);
  const sink = args.format === 'json' ? jsonSink(args, output) : textSink(args, output, terminal);
  const result = await runAnalysis(args, terminal, sink);
  if (args.format === 'json') {
    for (const set of result.sets) for (const sa of set.sas) output.write(saLine(set, sa, args.showKeys));
    for (const registration of result.registrations) output.write(registrationLine(registration));
    output.write(summaryLine(result.summary));
  }
  await output.settle();
  if (!args.quiet) for (const line of summaryText(result.summary).trimEnd().split('\n')) note(terminal, line);
  return result.inputDamaged ? EXIT.UNREADABLE : EXIT.OK;
}

function textSink(args: DecodeArguments, output: BatchedOutput, terminal: Terminal): AnalysisSink {
  const paint = paintFor(terminal.stdout);
  const lines = new TextLines({ files: args.file, verbose: args.verbose, paint });
  return {
    begin: (seconds, nanoseconds) => lines.begin(seconds, nanoseconds),
    sip: event => output.write(lines.sip(event)),
    settle: () => output.settle(),
  };
}

function jsonSink(args: DecodeArguments, output: BatchedOutput): AnalysisSink {
  output.write(headerLine(VERSION, args.file));
  return {
    sip: event => output.write(sipLine(event, args.file)),
    issue: issue => output.write(issueLine(issue, args.file)),
    settle: () => output.settle(),
  };
}
