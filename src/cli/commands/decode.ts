import type { AnalysisResult, AnalysisSink } from '../../analysis/analyse.ts';
import type { Field, FieldContext } from '../../output/fields/field.ts';
import { BatchedOutput } from '../terminal/batched-output.ts';
import { paintFor } from '../terminal/paint.ts';
import { CommandError, EXIT, note, type Terminal } from '../terminal/terminal.ts';
import { VERSION } from '../terminal/version.ts';
import type { CaptureOutput } from './capture-output.ts';
import { displaySink } from './display-sink.ts';
import { type CommonArguments, conclude, runAnalysis } from './run-analysis.ts';

/** Arguments of `ims-esp decode`. */
export interface DecodeArguments extends CommonArguments {
  readonly format: 'text' | 'json' | 'fields';
  /** Names of `-e`. */
  readonly fields: readonly string[];
  /** Options of `-E`. */
  readonly layout: readonly string[];
  /** The display filter of `-Y`. */
  readonly filter: string | undefined;
  readonly verbose: boolean;
  /** File to write the decrypted capture to; `-` is standard output, which then holds nothing else. */
  readonly write?: string | undefined;
}

/** SA sets whose lines are written before the reader is waited for. */
const SETS_AT_ONCE = 200;

/** What a format does with what is found, and what it adds at the end. */
interface Format {
  readonly sink: AnalysisSink;
  readonly end?: (result: AnalysisResult) => Promise<void>;
}

/** `ims-esp decode`: every SIP message, from the clear and from ESP. */
export async function decode(args: DecodeArguments, terminal: Terminal): Promise<number> {
  if (args.format !== 'fields' && args.fields.length + args.layout.length > 0)
    throw new CommandError('-e and -E belong to -T fields', EXIT.USAGE);
  if (args.write !== undefined && args.filter !== undefined)
    throw new CommandError('-w writes every frame, -Y cannot choose among them', EXIT.USAGE);
  const output = new BatchedOutput(terminal.stdout);
  const context: FieldContext = { files: args.file, start: { seconds: 0, nanoseconds: 0 } };
  const format = args.write === '-' ? silence(args) : await formatOf(args, context, output, terminal);
  const { sink, displayed } = await displaySink(args.filter, context, format.sink);
  const capture = await captureOf(args, output, terminal);
  // Chosen fields are often a few of many: what they do not need of a message is not looked at.
  const checkGrammar = args.format !== 'fields';
  try {
    const all: AnalysisSink = {
      ...sink,
      ...(capture !== null && { frame: frame => capture.frame(frame) }),
      settle: () => capture?.settle() ?? output.settle(),
    };
    const result = await runAnalysis(args, terminal, all, { checkGrammar });
    await format.end?.(result);
    await output.finish();
    const written = (await capture?.finish(result)) ?? null;
    const exitCode = conclude(result, args, terminal, displayed());
    if (written !== null && !args.quiet) note(terminal, written);
    return exitCode;
  } finally {
    capture?.abort();
  }
}

/** The code that writes captures is loaded only when it is asked for. */
async function captureOf(
  args: DecodeArguments,
  output: BatchedOutput,
  terminal: Terminal,
): Promise<CaptureOutput | null> {
  if (args.write === undefined) return null;
  const { captureToFile, captureToStream } = await import('./capture-output.ts');
  return args.write === '-'
    ? captureToStream(args.file, output, terminal)
    : captureToFile(args.write, args, output, terminal);
}

/** The capture has standard output for itself. */
function silence({ format, fields, layout, verbose }: DecodeArguments): Format {
  if (format !== 'text' || verbose || fields.length > 0 || layout.length > 0)
    throw new CommandError('-w - leaves no room for -T, -e, -E and -V: give -w a file', EXIT.USAGE);
  return { sink: {} };
}

/** The code of a format is loaded only when it is asked for. */
function formatOf(
  args: DecodeArguments,
  context: FieldContext,
  output: BatchedOutput,
  terminal: Terminal,
): Promise<Format> {
  switch (args.format) {
    case 'json':
      return jsonFormat(args, output);
    case 'fields':
      return fieldFormat(args, context, output);
    case 'text':
      return textFormat(args, output, terminal);
  }
}

async function fieldFormat(
  args: DecodeArguments,
  context: FieldContext,
  output: BatchedOutput,
): Promise<Format> {
  const { DEFAULT_LAYOUT, FieldLines, LAYOUT_OPTIONS, withLayoutOption } = await import(
    '../../output/fields/field-lines.ts'
  );
  if (args.fields.length === 0)
    throw new CommandError('-T fields: at least one -e FIELD was expected', EXIT.USAGE);
  const fields = await fieldsOf(args);
  let layout = DEFAULT_LAYOUT;
  for (const option of args.layout) {
    const changed = withLayoutOption(layout, option);
    if (changed === null)
      throw new CommandError(`-E: ${LAYOUT_OPTIONS} was expected, '${option}' was found`, EXIT.USAGE);
    layout = changed;
  }
  const lines = new FieldLines(fields, layout, context, args.showKeys);
  output.write(lines.head());
  return { sink: { sip: event => output.write(lines.sip(event)) } };
}

async function fieldsOf({ fields, showKeys }: DecodeArguments): Promise<Field[]> {
  const { fieldNamed, fieldNames } = await import('../../output/fields/fields.ts');
  const { suggestion } = await import('../../output/fields/nearest-name.ts');
  return fields.map(name => {
    const field = fieldNamed(name);
    if (field === null)
      throw new CommandError(`-e: no field is named '${name}'${suggestion(name, fieldNames())}`, EXIT.USAGE);
    if (field.keys === 'whole' && !showKeys)
      throw new CommandError(`-e: ${name} is a key, which is printed only with --show-keys`, EXIT.USAGE);
    return field;
  });
}

async function textFormat(args: DecodeArguments, output: BatchedOutput, terminal: Terminal): Promise<Format> {
  const { TextLines } = await import('../../output/text/text-lines.ts');
  const paint = paintFor(terminal.stdout);
  const lines = new TextLines({ files: args.file, verbose: args.verbose, showKeys: args.showKeys, paint });
  return {
    sink: {
      begin: (seconds, nanoseconds) => lines.begin(seconds, nanoseconds),
      sip: event => output.write(lines.sip(event)),
    },
  };
}

async function jsonFormat(args: DecodeArguments, output: BatchedOutput): Promise<Format> {
  const json = await import('../../output/json/json-lines.ts');
  output.write(json.headerLine(VERSION, args.file));
  return {
    sink: {
      sip: event => output.write(json.sipLine(event, args.file)),
      issue: issue => output.write(json.issueLine(issue, args.file)),
    },
    end: async ({ sets, registrations, summary }) => {
      for (let at = 0; at < sets.length; at += SETS_AT_ONCE) {
        output.write(json.saLines(sets.slice(at, at + SETS_AT_ONCE), args.showKeys));
        await output.settle();
      }
      for (const registration of registrations) output.write(json.registrationLine(registration));
      output.write(json.summaryLine(summary));
    },
  };
}
