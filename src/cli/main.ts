import yargs, { type Argv } from 'yargs';
import { type CommonArguments, note } from './run-analysis.ts';
import { CommandError, EXIT, type Terminal } from './terminal.ts';
import { VERSION } from './version.ts';

/**
 * Runs one command line and gives its exit code; nothing is thrown.
 *
 * @param argv the words after the program's name.
 */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  let command: (() => Promise<number>) | null = null;
  try {
    const parser = commandLine(terminal, chosen => {
      command = chosen;
    });
    await parser.parseAsync(argv.map(protectDash), {}, (_error, _args, output) => {
      if (output !== '') terminal.stdout.write(`${output}\n`);
    });
    return command === null ? EXIT.OK : await (command as () => Promise<number>)();
  } catch (error) {
    return failed(error, terminal);
  }
}

/** yargs loses a lone `-` among the files of a command, so it travels under another name. */
const STANDARD_INPUT = '\u0000standard-input';

function protectDash(word: string): string {
  return word === '-' ? STANDARD_INPUT : word;
}

/** Keeps what the command line chose; it runs when the whole line has been understood. */
type Choose = (command: () => Promise<number>) => void;

function commandLine(terminal: Terminal, choose: Choose): Argv {
  const parser = yargs()
    .scriptName('ims-esp')
    .usage(
      '$0 <command> FILE...\n\nOpens the IPsec of IMS registrations in packet captures and prints the SIP inside.',
    )
    .example('$0 decode trace.pcap', 'every SIP message, from the clear and from ESP')
    .example('$0 decode -V trace.pcapng', 'with the whole messages')
    .example('$0 decode gm.pcap mw.pcap -T json', 'two taps as one capture, as JSON lines')
    .example('$0 sas trace.pcap', 'the security associations')
    .example('$0 wireshark trace.pcap -d profile', 'a Wireshark profile that opens the capture')
    .demandCommand(1, 'a command is missing')
    .recommendCommands()
    .strict()
    .version(VERSION)
    .alias({ version: 'v', help: 'h' })
    .parserConfiguration({ 'camel-case-expansion': false })
    .wrap(100)
    .detectLocale(false)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new CommandError(message, EXIT.USAGE);
    });
  addDecode(parser, terminal, choose);
  addSas(parser, terminal, choose);
  addWireshark(parser, terminal, choose);
  return parser;
}

function addDecode(parser: Argv, terminal: Terminal, choose: Choose): void {
  parser.command(
    'decode [file..]',
    'print the SIP messages, from the clear and from ESP',
    options =>
      withCommon(options).options({
        T: {
          alias: 'format',
          choices: ['text', 'json', 'fields'] as const,
          default: 'text' as const,
          requiresArg: true,
          describe: 'output format',
        },
        e: {
          alias: 'field',
          type: 'string',
          requiresArg: true,
          describe: "with -T fields: a field to print, by tshark's name (repeatable)",
        },
        E: {
          alias: 'layout',
          type: 'string',
          requiresArg: true,
          describe: 'with -T fields: header=y|n, separator=C, quote=d|s|n (repeatable)',
        },
        V: { alias: 'verbose', type: 'boolean', default: false, describe: 'print each message whole' },
      }),
    args =>
      choose(async () => {
        const { decode } = await import('./decode-command.ts');
        const [fields, layout] = [listOf(args.e), listOf(args.E)];
        return decode({ ...commonOf(args), format: args.T, verbose: args.V, fields, layout }, terminal);
      }),
  );
}

function addSas(parser: Argv, terminal: Terminal, choose: Choose): void {
  parser.command(
    'sas [file..]',
    'list the security associations, their states and counts',
    options =>
      withCommon(options).option('T', {
        alias: 'format',
        choices: ['text', 'json'] as const,
        default: 'text' as const,
        requiresArg: true,
        describe: 'output format',
      }),
    args =>
      choose(async () => {
        const { sas } = await import('./sas-command.ts');
        return sas({ ...commonOf(args), format: args.T }, terminal);
      }),
  );
}

function addWireshark(parser: Argv, terminal: Terminal, choose: Choose): void {
  parser.command(
    'wireshark [file..]',
    'write a Wireshark profile that opens the capture',
    options =>
      withCommon(options).options({
        d: {
          alias: 'directory',
          type: 'string',
          demandOption: true,
          requiresArg: true,
          describe: 'folder to write into',
        },
        profile: {
          type: 'string',
          requiresArg: true,
          describe: 'write into DIRECTORY/profiles/NAME instead',
        },
      }),
    args =>
      choose(async () => {
        const { wireshark } = await import('./wireshark-command.ts');
        return wireshark({ ...commonOf(args), directory: args.d, profile: args.profile }, terminal);
      }),
  );
}

function withCommon<T>(options: Argv<T>) {
  return options
    .positional('file', {
      type: 'string',
      array: true,
      describe: 'capture files (pcap, pcapng, also gzipped), merged by time; - is standard input',
    })
    .options({
      ck: { type: 'string', requiresArg: true, describe: 'CK in hex, for agreements whose 401 shows no key' },
      ik: { type: 'string', requiresArg: true, describe: 'IK in hex' },
      'show-keys': { type: 'boolean', default: false, describe: 'print keys; without it none is printed' },
      crypto: {
        choices: ['auto', 'node', 'noble'] as const,
        default: 'auto' as const,
        requiresArg: true,
        describe: 'crypto engine',
      },
      c: { alias: 'count', type: 'number', requiresArg: true, describe: 'stop after this many frames' },
      q: { alias: 'quiet', type: 'boolean', default: false, describe: 'no summary on standard error' },
    })
    .check(args => {
      const { c, file, ...rest } = args;
      for (const [option, value] of Object.entries({ c, ...rest }))
        if (!REPEATABLE.has(option) && Array.isArray(value))
          throw new Error(`${option} was given more than once`);
      if (file === undefined || file.length === 0) throw new Error('a capture file is missing');
      if (c !== undefined && (!Number.isInteger(c) || c < 1))
        throw new Error('-c: a whole number above 0 was expected');
      return true;
    });
}

/** Options that may be given several times, and yargs' own list. */
const REPEATABLE = new Set(['_', 'e', 'field', 'E', 'layout']);

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

interface ParsedCommon {
  readonly file: string[] | undefined;
  readonly ck: string | undefined;
  readonly ik: string | undefined;
  readonly 'show-keys': boolean;
  readonly crypto: CommonArguments['crypto'];
  readonly c: number | undefined;
  readonly q: boolean;
}

function commonOf(args: ParsedCommon): CommonArguments {
  return {
    file: (args.file ?? []).map(file => (file === STANDARD_INPUT ? '-' : file)),
    crypto: args.crypto,
    ck: args.ck,
    ik: args.ik,
    showKeys: args['show-keys'],
    quiet: args.q,
    maximumFrames: args.c,
  };
}

const SEE_HELP = ' (see ims-esp --help)';

/** One line on standard error, never a stack trace. */
function failed(error: unknown, terminal: Terminal): number {
  if (error instanceof CommandError) {
    note(terminal, error.message.replace(/\s*\n\s*/g, ' ') + (error.exitCode === EXIT.USAGE ? SEE_HELP : ''));
    return error.exitCode;
  }
  const message = error instanceof Error ? error.message : String(error);
  const usage = (error as NodeJS.ErrnoException).code === undefined;
  note(terminal, message.replace(/\s*\n\s*/g, ' ') + (usage ? SEE_HELP : ''));
  return usage ? EXIT.USAGE : EXIT.UNREADABLE;
}
