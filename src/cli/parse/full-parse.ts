import yargs, { type Argv, type Options } from 'yargs';
import { nearestName } from '../../output/fields/nearest-name.ts';
import { CommandError, EXIT, oneLine } from '../terminal/terminal.ts';
import { VERSION } from '../terminal/version.ts';
import {
  ALL_COMMANDS,
  type AnyCommand,
  COMMANDS,
  type CommandRow,
  capturesOf,
  type OptionRow,
  type ParsedCommand,
} from './command-table.ts';

/** The result: a command, or only text to print (help, version). */
interface FullParse {
  readonly command: AnyCommand | null;
  readonly text: string;
}

/**
 * Parses every command line, explains mistakes (CommandError) and writes the help.
 *
 * @param argv the words after the program's name.
 */
export async function fullParse(argv: readonly string[]): Promise<FullParse> {
  let command: AnyCommand | null = null;
  let text = '';
  const parser = commandLine(argv[0], (row, args) => {
    const options = optionsOf(row, args);
    command = { name: row.name, words: wordsOf(row, args, options), options } as AnyCommand;
  });
  await parser.parseAsync(withValuesApart(argv).map(protectDash), {}, (_error, _args, output) => {
    text = output;
  });
  return { command, text };
}

/** Arguments in the form of yargs. */
interface YargsArguments extends Readonly<Record<string, unknown>> {
  /** The words after `--`. */
  readonly '--'?: unknown;
}

/** yargs loses a lone `-` among the files of a command, so it gets another name on the way. */
const STANDARD_INPUT = '\u0000standard-input';

function protectDash(word: string): string {
  return word === '-' ? STANDARD_INPUT : word;
}

/**
 * The words with `--write=out` for `-wout`, as the quick parser understands it: yargs takes each letter for an option.
 * The value of `-w=out` is `out` for yargs; such words are left to it.
 */
function withValuesApart(argv: readonly string[]): string[] {
  const rows = COMMANDS.find(({ name }) => name === argv[0])?.options ?? [];
  const end = argv.indexOf('--');
  return argv.flatMap((word, i) => (end >= 0 && i > end ? [word] : valueApart(word, rows)));
}

function valueApart(word: string, rows: readonly OptionRow[]): string[] {
  if (!/^-[a-zA-Z][^=]/.test(word)) return [word];
  for (let at = 1; at < word.length - 1; at++) {
    const row = rows.find(({ letter }) => letter === word[at]);
    if (row === undefined || word[at + 1] === '=') break;
    if (row.type === 'boolean') continue;
    const flags = at === 1 ? [] : [word.slice(0, at)];
    return [...flags, `--${row.name}=${word.slice(at + 1)}`];
  }
  return [word];
}

/** The original value of an option or a file's name. */
function unprotected(value: unknown): string {
  return (value === STANDARD_INPUT ? '-' : value) as string;
}

/** @param first the first word, which may name a command. */
function commandLine(
  first: string | undefined,
  choose: (row: CommandRow, args: YargsArguments) => void,
): Argv {
  const parser = yargs()
    .scriptName('ims-esp')
    .usage(
      '$0 <command> FILE...\n\nDecrypts the IPsec of IMS registrations in packet captures, prints the SIP inside, and says why a registration failed.',
    )
    .example('$0 diagnose trace.pcap', 'why registrations failed, and what to do')
    .example('$0 decode trace.pcap', 'every SIP message, unprotected and inside ESP')
    .example('$0 decode -V trace.pcapng', 'each message in full')
    .example('$0 decode gm.pcap mw.pcap -T json', 'two taps as one capture, as JSON lines')
    .example('$0 sas trace.pcap', 'the security associations')
    .example('$0 flow trace.pcap', 'a ladder for each registration and call')
    .example('$0 report trace.pcap -o report.html', 'everything, as a page for a browser')
    .example('$0 export trace.pcap --format ip-xfrm -o sas.sh', 'the SAs as commands for a kernel')
    .example('$0 wireshark trace.pcap -d profile', 'a Wireshark profile that decrypts the capture')
    .demandCommand(1, 'expected a command, found none')
    .recommendCommands()
    .strict()
    .version(VERSION)
    .alias({ version: 'v', help: 'h' })
    .parserConfiguration({
      'camel-case-expansion': false,
      'populate--': true,
      'parse-positional-numbers': false,
    })
    .wrap(100)
    .detectLocale(false)
    .exitProcess(false)
    .fail((message, error) => {
      const text = withoutKeys(oneLine(error?.message ?? message));
      throw new CommandError(`${text}${meantOption(text, first)}`, EXIT.USAGE);
    });
  for (const row of ALL_COMMANDS) {
    parser.command(
      [row.name, wordsText(row)].join(' '),
      row.describe,
      options => withOptions(options, row),
      args => choose(row, args),
    );
  }
  return parser;
}

/** The words of a command as the help shows them: `[file..]`. */
function wordsText({ words }: CommandRow): string {
  if (words.name === '') return '';
  const name = words.most > 1 ? `${words.name}..` : words.name;
  // Files can come by option, so they are checked below.
  return words.least > 0 && words.most === 1 ? `<${name}>` : `[${name}]`;
}

/** A hint at the option that an unknown one was probably meant to be. */
function meantOption(message: string, first: string | undefined): string {
  const wrong = /^Unknown arguments?: ([\w-]+)/.exec(message)?.[1];
  const command = ALL_COMMANDS.find(({ name }) => name === first);
  if (wrong === undefined || command === undefined) return '';
  const names = command.options.map(({ name }) => name);
  const name = nearestName(wrong, names) ?? names.find(one => wrong.length > 2 && one.startsWith(wrong));
  return name === undefined ? '' : `; did you mean --${name}?`;
}

function withOptions(options: Argv, command: CommandRow): Argv {
  const { name, describe, most, choices } = command.words;
  const withWords =
    name === ''
      ? options
      : options.positional(name, {
          type: 'string',
          array: most > 1,
          describe,
          ...(choices === undefined ? {} : { choices }),
        });
  return withWords
    .options(Object.fromEntries(command.options.map(row => [row.name, yargsOption(row)])))
    .check(args => {
      check(command, args);
      return true;
    });
}

function yargsOption({ letter, type, choices, required, describe }: OptionRow): Options {
  return {
    type,
    describe,
    ...(letter === undefined ? {} : { alias: letter }),
    ...(choices === undefined ? {} : { choices }),
    ...(type === 'boolean' ? {} : { requiresArg: true }),
    ...(required === true ? { demandOption: true } : {}),
  };
}

function check(command: CommandRow, args: YargsArguments): void {
  const { least, most, name: word } = command.words;
  const found = wordsOf(command, args, optionsOf(command, args)).length;
  if (found < least) throw new Error(`expected a ${word === 'file' ? 'capture file' : word}, found none`);
  if (found > most && most > 1) throw new Error(`expected at most ${most} words, found ${found}`);
  for (const { name, letter, type, repeatable } of command.options) {
    const value = args[name];
    const shown = letter === undefined ? `--${name}` : `-${letter}`;
    if (repeatable !== true && Array.isArray(value))
      throw new Error(`${shown}: expected once, found several times`);
    if (type === 'number' && value !== undefined && !(Number.isInteger(value) && (value as number) > 0))
      throw new Error(`${shown}: expected a whole number above 0`);
  }
}

function wordsOf(
  { words }: CommandRow,
  args: YargsArguments,
  options: ParsedCommand['options'],
): readonly string[] {
  const given = [args[words.name] ?? [], args['--'] ?? []].flat().map(unprotected);
  return capturesOf(given, options);
}

function optionsOf(command: CommandRow, args: YargsArguments): ParsedCommand['options'] {
  const options: Record<string, string | number | boolean | readonly string[]> = {};
  for (const row of command.options) {
    const value = args[row.name];
    if (value === undefined) continue;
    options[row.name] = row.repeatable === true ? [value].flat().map(unprotected) : unprotected(value);
  }
  return options;
}

/** Hides keys, because errors end up in logs. */
function withoutKeys(text: string): string {
  return text.replace(/[0-9a-f]{28,}/gi, '(hidden)');
}
