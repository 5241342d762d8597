import type { AnalysisResult, AnalysisSink } from '../analysis/analyse.ts';
import { BatchedOutput } from './batched-output.ts';
import { paintFor } from './paint.ts';
import { type CommonArguments, conclude, runAnalysis } from './run-analysis.ts';
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

/** What a format does with what is found, and what it adds at the end. */
interface Format {
  readonly sink: AnalysisSink;
  readonly end?: (result: AnalysisResult) => void;
}

/** `ims-esp decode`: every SIP message, from the clear and from ESP. */
export async function decode(args: DecodeArguments, terminal: Terminal): Promise<number> {
  const output = new BatchedOutput(terminal.stdout);
  const { sink, end } = await formatOf(args, output, terminal);
  // Chosen fields are often a few of many: what they do not need of a message is not looked at.
  const checkGrammar = args.format !== 'fields';
  const settled = { ...sink, settle: () => output.settle() };
  const result = await runAnalysis(args, terminal, settled, { checkGrammar });
  end?.(result);
  await output.settle();
  return conclude(result, args, terminal);
}

/** The code of a format is loaded only when it is asked for. */
function formatOf(args: DecodeArguments, output: BatchedOutput, terminal: Terminal): Promise<Format> {
  switch (args.format) {
    case 'json':
      return jsonFormat(args, output);
    case 'fields':
      return fieldFormat(args, output);
    case 'text':
      return textFormat(args, output, terminal);
  }
}

async function fieldFormat(args: DecodeArguments, output: BatchedOutput): Promise<Format> {
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
  return { sink: { sip: event => output.write(lines.sip(event)) } };
}

async function textFormat(args: DecodeArguments, output: BatchedOutput, terminal: Terminal): Promise<Format> {
  const { TextLines } = await import('../output/text-lines.ts');
  const paint = paintFor(terminal.stdout);
  const lines = new TextLines({ files: args.file, verbose: args.verbose, paint });
  return {
    sink: {
      begin: (seconds, nanoseconds) => lines.begin(seconds, nanoseconds),
      sip: event => output.write(lines.sip(event)),
    },
  };
}

async function jsonFormat(args: DecodeArguments, output: BatchedOutput): Promise<Format> {
  const json = await import('../output/json-lines.ts');
  output.write(json.headerLine(VERSION, args.file));
  return {
    sink: {
      sip: event => output.write(json.sipLine(event, args.file)),
      issue: issue => output.write(json.issueLine(issue, args.file)),
    },
    end: ({ sets, registrations, summary }) => {
      output.write(json.saLines(sets, args.showKeys));
      for (const registration of registrations) output.write(json.registrationLine(registration));
      output.write(json.summaryLine(summary));
    },
  };
}
