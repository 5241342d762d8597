import { type ParseArgsConfig, parseArgs } from 'node:util';
import {
  COMMANDS,
  type CommandRow,
  capturesOf,
  type OptionRow,
  type ParsedCommand,
} from './command-table.ts';

/**
 * Parses a simple, correct command line with Node's own parser. Null for everything else: help, mistakes, unusual
 * spellings. Those go to the full parser, which takes longer to load than this tool needs for a small capture.
 */
export function quickParse(argv: readonly string[]): ParsedCommand | null {
  const command = COMMANDS.find(({ name }) => name === argv[0]);
  // For Node the value of `-o=x` is `=x`, for all other programs it is `x`; and `-V-` ends the options.
  const isUnusual = argv.some(word => word === '--' || /^-[a-zA-Z]+[=-]/.test(word));
  if (command === undefined || isUnusual) return null;
  const parsed = attempt(command, argv.slice(1));
  if (parsed === null) return null;
  const options: Record<string, string | number | boolean | readonly string[]> = {};
  for (const row of command.options) {
    const value = parsed.values[row.name];
    if (value === undefined) {
      if (row.required === true) return null;
      continue;
    }
    const meant = understand(row, value);
    if (meant === null) return null;
    options[row.name] = meant;
  }
  const meant = withFiles({ name: command.name, words: parsed.positionals, options });
  return meant === null || meant.words.length > command.words.most ? null : meant;
}

/** The command with the files of `-r` among its words, before the others; null without any. */
function withFiles({ name, words, options }: ParsedCommand): ParsedCommand | null {
  const all = capturesOf(words, options);
  return all.length === 0 ? null : { name, words: all, options };
}

type Value = string | boolean | readonly (string | boolean)[];

function attempt(
  command: CommandRow,
  args: string[],
): { values: Record<string, Value | undefined>; positionals: string[] } | null {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const { name, letter, type } of command.options) {
    const kind = type === 'boolean' ? ('boolean' as const) : ('string' as const);
    options[name] = { type: kind, multiple: true, ...(letter === undefined ? {} : { short: letter }) };
  }
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch {
    return null;
  }
}

/** The value of an option; null if it is not clearly correct. */
function understand(row: OptionRow, value: Value): string | number | boolean | readonly string[] | null {
  const values = Array.isArray(value)
    ? (value as readonly (string | boolean)[])
    : [value as string | boolean];
  if (row.repeatable === true) return values as readonly string[];
  const [only] = values;
  if (only === undefined || values.length > 1) return null;
  if (row.type === 'boolean') return only;
  if (row.type === 'number') return /^[1-9]\d{0,8}$/.test(only as string) ? Number(only) : null;
  return row.choices === undefined || row.choices.includes(only as string) ? only : null;
}
