import { printable, printableLines } from '../bytes/printable.ts';
import type { ParsedCommand } from './parse/command-table.ts';
import { quickParse } from './parse/quick-parse.ts';
import { runCommand } from './run-command.ts';
import { BatchedOutput } from './terminal/batched-output.ts';
import { CommandError, EXIT, oneLine, type Terminal } from './terminal/terminal.ts';

/**
 * Runs one command line and returns its exit code; never throws.
 *
 * @param argv the words after the program's name.
 */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const command = quickParse(argv) ?? (await explainedParse(argv, terminal));
    return command === null ? EXIT.OK : await runCommand(command, terminal);
  } catch (error) {
    return failed(error, terminal);
  }
}

/** Null if the command line asked for help or the version, which are then printed. */
async function explainedParse(argv: readonly string[], terminal: Terminal): Promise<ParsedCommand | null> {
  const { fullParse } = await import('./parse/full-parse.ts');
  const { command, text } = await fullParse(argv);
  if (text === '') return command;
  const output = new BatchedOutput(terminal.stdout);
  output.write(`${text}\n`);
  await output.finish();
  return command;
}

/** Prints one line on standard error, and the place of a mistake if known, but never a stack trace. */
function failed(error: unknown, terminal: Terminal): number {
  const detail =
    error instanceof CommandError && error.detail !== '' ? `\n${printableLines(error.detail)}` : '';
  const usage = error instanceof CommandError && error.exitCode === EXIT.USAGE && detail === '';
  const message = printable(oneLine(messageOf(error)));
  terminal.stderr.write(`ims-esp: ${message}${usage ? ' (see ims-esp --help)' : ''}${detail}\n`);
  return error instanceof CommandError ? error.exitCode : EXIT.UNREADABLE;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
