import type { AnalysisResult } from '../../analysis/analyse.ts';
import type { EspEvent } from '../../analysis/events/esp-event.ts';
import type { Field, FieldContext } from '../../output/fields/field.ts';
import type { BatchedOutput } from '../terminal/batched-output.ts';
import type { OneByOne } from '../terminal/one-by-one.ts';
import { paintFor } from '../terminal/paint.ts';
import { CommandError, EXIT, type Terminal, terminalWidth } from '../terminal/terminal.ts';
import { VERSION } from '../terminal/version.ts';
import type { CommandSink, CommonArguments } from './run-analysis.ts';

/** Arguments of `ims-esp decode`. */
export interface DecodeArguments extends CommonArguments {
  readonly format: DecodeFormat;
  /** Names of `-e`. */
  readonly fields: readonly string[];
  /** Options of `-E`. */
  readonly layout: readonly string[];
  /** The display filter of `-Y`. */
  readonly filter: string | undefined;
  readonly verbose: boolean;
  /** Also a line for each ESP packet that was not decrypted. */
  readonly esp?: boolean;
  /** File to write the decrypted capture to; `-` is standard output, which then holds nothing else. */
  readonly write?: string | undefined;
  /** Replaces identities, addresses and keys in the decrypted capture. */
  readonly anonymise?: boolean;
  /** File with the secret of the replacements. */
  readonly anonymiseKey?: string | undefined;
  /** Where to send messages as HEP: `HOST:PORT[/udp|/tcp]`. */
  readonly hep?: string | undefined;
  /** Hide keys in `raw` of JSON, too. */
  readonly hideRaw?: boolean;
  /** Columns of the text; by default those of the terminal. */
  readonly width?: number | undefined;
}

/** Prints messages in one format, and the lines after them. */
export interface Format {
  readonly sink: CommandSink;
  /** Does it ask for messages that are no SIP? Otherwise `core` of its sink hears of them only if the filter does. */
  readonly asksForCore?: boolean;
  readonly end?: (result: AnalysisResult, each: OneByOne) => Promise<void>;
}

/** Inputs of a format. */
interface Decoding {
  readonly args: DecodeArguments;
  readonly context: FieldContext;
  readonly output: BatchedOutput;
  readonly terminal: Terminal;
}

/** The formats of `decode`, by their names in `-T`. Each loads its code only when it is used. */
export const DECODE_FORMATS = {
  text: textFormat,
  json: jsonFormat,
  fields: fieldFormat,
} satisfies Readonly<Record<string, (decoding: Decoding) => Promise<Format>>>;

export type DecodeFormat = keyof typeof DECODE_FORMATS;

async function fieldFormat({ args, context, output }: Decoding): Promise<Format> {
  const { DEFAULT_LAYOUT, FieldLines, LAYOUT_OPTIONS, withLayoutOption } = await import(
    '../../output/fields/field-lines.ts'
  );
  if (args.fields.length === 0)
    throw new CommandError('-T fields: expected at least one -e FIELD, found none', EXIT.USAGE);
  const { isCoreField } = await import('../../output/fields/fields.ts');
  const fields = await fieldsOf(args);
  const { gate } = args;
  let layout = DEFAULT_LAYOUT;
  for (const option of args.layout) {
    const changed = withLayoutOption(layout, option);
    if (changed === null)
      throw new CommandError(`-E: expected ${LAYOUT_OPTIONS}, found '${option}'`, EXIT.USAGE);
    layout = changed;
  }
  const lines = new FieldLines(fields, layout, context);
  output.write(lines.head());
  const { octets } = output;
  return {
    sink: {
      sip: event => output.write(lines.sip(event)),
      plain: row => {
        lines.plain(row, octets);
        output.wrote();
      },
      core: event => output.write(lines.core(event, text => gate?.text(text) ?? text)),
    },
    asksForCore: fields.some(isCoreField),
  };
}

async function fieldsOf({ fields, showKeys }: DecodeArguments): Promise<Field[]> {
  const { fieldNamed, fieldNames } = await import('../../output/fields/fields.ts');
  const { suggestion } = await import('../../output/fields/nearest-name.ts');
  return fields.map(name => {
    const field = fieldNamed(name);
    if (field === null)
      throw new CommandError(`-e: no field is named '${name}'${suggestion(name, fieldNames())}`, EXIT.USAGE);
    if (field.keys === 'whole' && !showKeys)
      throw new CommandError(`-e: ${name} is a key: give --show-keys to print it`, EXIT.USAGE);
    return field;
  });
}

async function textFormat({ args, output, terminal }: Decoding): Promise<Format> {
  const { TextLines } = await import('../../output/text/text-lines.ts');
  const { stdout } = terminal;
  const { file: files, verbose, width = terminalWidth(stdout), time = 'r', colours, hosts } = args;
  const lines = new TextLines({ files, verbose, width, time, hosts, paint: paintFor(stdout, colours) });
  return {
    sink: {
      begin: (seconds, nanoseconds) => lines.begin(seconds, nanoseconds),
      sip: event => {
        for (const piece of lines.sip(event)) output.write(piece);
      },
      ...(args.esp === true && {
        esp: (packet: EspEvent) => {
          const line = lines.esp(packet);
          if (line !== null) output.write(line);
        },
      }),
    },
  };
}

/** SA sets written before the next wait for the reader. */
const SETS_AT_ONCE = 200;

async function jsonFormat({ args, output, terminal }: Decoding): Promise<Format> {
  const json = await import('../../output/json/json-lines.ts');
  const access = await import('../../output/json/access-lines.ts');
  output.write(json.headerLine(VERSION, args.file));
  const hidesRaw = args.hideRaw === true || terminal.stdout.isTTY === true;
  return {
    sink: {
      sip: (event, exact = event) => output.write(json.sipLine(event, args.file, hidesRaw ? event : exact)),
      diameter: event => output.write(access.diameterLine(event, args.file)),
      mobility: event => output.write(access.mobilityLine(event, args.file)),
      pdn: event => output.write(access.pdnLine(event, args.file)),
      issue: issue => output.write(json.issueLine(issue, args.file)),
    },
    end: async ({ sets, registrations, summary, diagnosis }, each) => {
      const judged = new Map(diagnosis?.registrations.map(one => [one.registration.callId, one.outcome]));
      for (const [index, set] of sets.entries()) {
        output.write(each.part(`SA set ${set.id}`, () => json.saLines([set], args.showKeys)));
        if (index % SETS_AT_ONCE === 0) await output.settle();
      }
      for (const registration of registrations) {
        const { callId } = registration;
        const line = () => json.registrationLine(registration, judged.get(callId));
        output.write(each.part(`registration ${callId}`, line));
      }
      output.write(json.summaryLine(summary));
    },
  };
}
