import { existsSync } from 'node:fs';
import { ALL_COMMANDS } from './command-table.ts';

/** A command line as the parsers understand it. */
interface MeantCommandLine {
  readonly argv: readonly string[];
  /** Nothing but captures and options was given, so `diagnose` was put before them. */
  readonly isImplied: boolean;
}

/**
 * The command line that these words stand for: `diagnose` before a capture without a command, `COMMAND --help` for
 * `help COMMAND`, `--version` for `version`, `--help` for nothing.
 *
 * @param argv the words after the program's name.
 */
export function meantCommandLine(argv: readonly string[]): MeantCommandLine {
  const [first, second, ...rest] = argv;
  if (first === undefined) return { argv: ['--help'], isImplied: false };
  if (first === 'version' && second === undefined) return { argv: ['--version'], isImplied: false };
  if (first === 'help' && rest.length === 0 && (second === undefined || isCommand(second)))
    return { argv: second === undefined ? ['--help'] : [second, '--help'], isImplied: false };
  const isImplied =
    isCapture(first) || (first.startsWith('-') && !argv.some(isCommand) && argv.some(isCapture));
  return { argv: isImplied ? ['diagnose', ...argv] : argv, isImplied };
}

function isCommand(word: string): boolean {
  return ALL_COMMANDS.some(({ name }) => name === word);
}

/** A file whose name is that of a command must be given in another way, such as `./decode`. */
function isCapture(word: string): boolean {
  return word === '-' || (!word.startsWith('-') && !isCommand(word) && existsSync(word));
}
