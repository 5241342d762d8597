import { printable, printableLines } from '../bytes/printable.ts';
import { ALL_COMMANDS, type AnyCommand } from './parse/command-table.ts';
import { meantCommandLine } from './parse/meant-command-line.ts';
import { quickParse } from './parse/quick-parse.ts';
import { runCommand } from './run-command.ts';
import { BatchedOutput } from './terminal/batched-output.ts';
import { CommandError, EXIT, note, oneLine, type Terminal } from './terminal/terminal.ts';
import { VERSION } from './terminal/version.ts';

/**
 * Runs one command line and returns its exit code; never throws.
 *
 * @param argv the words after the program's name.
 */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  if (argv[0] === 'extcap' && argv.some(word => word.startsWith('--extcap-')))
    return answerWireshark(argv, terminal);
  const meant = meantCommandLine(argv);
  try {
    const command = quickParse(meant.argv) ?? (await explainedParse(meant.argv, terminal));
    // Bare `ims-esp` prints its usage, but a script that expected work learns that none was done.
    if (command === null) return argv.length === 0 ? EXIT.USAGE : EXIT.OK;
    const exitCode = await runCommand(command, terminal);
    if (meant.isImplied && command.options.quiet !== true) await askMore(command.words, terminal);
    return exitCode;
  } catch (error) {
    return failed(error, meant.argv[0], terminal);
  }
}

/** Wireshark asks in a language of its own. */
async function answerWireshark(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { answer } = await import('./extcap/answers.ts');
  const { text, exitCode } = answer(argv, VERSION);
  const output = new BatchedOutput(terminal.stdout);
  output.write(text);
  await output.finish();
  return exitCode;
}

async function askMore(files: readonly string[], terminal: Terminal): Promise<void> {
  const { nextQuestions } = await import('./shell/next-questions.ts');
  for (const line of nextQuestions(files)) note(terminal, line);
}

/** Null if the command line asked for help or the version, which are then printed. */
async function explainedParse(argv: readonly string[], terminal: Terminal): Promise<AnyCommand | null> {
  const { fullParse } = await import('./parse/full-parse.ts');
  const { command, text } = await fullParse(argv);
  if (text === '') return command;
  const output = new BatchedOutput(terminal.stdout);
  output.write(`${text}\n`);
  await output.finish();
  return command;
}

/** Prints one line on standard error, and the place of a mistake if known, but never a stack trace. */
function failed(error: unknown, first: string | undefined, terminal: Terminal): number {
  const detail =
    error instanceof CommandError && error.detail !== '' ? `\n${printableLines(error.detail)}` : '';
  const usage = error instanceof CommandError && error.exitCode === EXIT.USAGE && detail === '';
  const message = printable(oneLine(messageOf(error)));
  const command = ALL_COMMANDS.find(({ name }) => name === first);
  const help = command === undefined ? 'ims-esp --help' : `ims-esp ${command.name} --help`;
  terminal.stderr.write(`ims-esp: ${message}${usage ? ` (see ${help})` : ''}${detail}\n`);
  return error instanceof CommandError ? error.exitCode : EXIT.UNREADABLE;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
