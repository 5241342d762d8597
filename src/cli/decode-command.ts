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
import { CommandError, EXIT, type Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

/** Arguments of `ims-esp decode`. */
export interface DecodeArguments extends CommonArguments {
  readonly format: 'text' | 'json' | 'fields';
  /** Names of `-e`. */
  readonly fields: readonly string[];
  /** Options of `-E`. */
  readonly layout: readonly string[];
  readonly verbose: boolean;
}

/** `ims-esp decode`: every SIP message, from the clear and from ESP. */
export async function decode(args: DecodeArguments, terminal: Terminal): Promise<number> {
  const output = new BatchedOutput(terminal.stdout);
  const sink = await sinkOf(args, output, terminal);
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

async function sinkOf(
  args: DecodeArguments,
  output: BatchedOutput,
  terminal: Terminal,
): Promise<AnalysisSink> {
  if (args.format === 'json') return jsonSink(args, output);
  return args.format === 'fields' ? fieldSink(args, output) : textSink(args, output, terminal);
}

async function fieldSink(args: DecodeArguments, output: BatchedOutput): Promise<AnalysisSink> {
  const { fieldNamed } = await import('../output/fields.ts');
  const { DEFAULT_LAYOUT, FieldLines, withLayoutOption } = await import('../output/field-lines.ts');
  if (args.fields.length === 0)
    throw new CommandError('-T fields: at least one -e FIELD was expected', EXIT.USAGE);
  const values = args.fields.map(name => {
    const value = fieldNamed(name, { files: args.file });
    if (value === null) throw new CommandError(`-e: no field is named '${name}'`, EXIT.USAGE);
    return value;
  });
  let layout = DEFAULT_LAYOUT;
  for (const option of args.layout) {
    const changed = withLayoutOption(layout, option);
    if (changed === null)
      throw new CommandError(
        `-E: header=, separator= or quote= was expected, '${option}' was found`,
        EXIT.USAGE,
      );
    layout = changed;
  }
  const lines = new FieldLines(args.fields, values, layout);
  output.write(lines.head());
  return { sip: event => output.write(lines.sip(event)), settle: () => output.settle() };
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
