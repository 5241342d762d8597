import { ALL_COMMANDS, type ParsedCommand, type ShellCommandName } from '../parse/command-table.ts';
import { BatchedOutput } from '../terminal/batched-output.ts';
import { programWords } from '../terminal/program-words.ts';
import { CommandError, EXIT, proseWidth, type Terminal } from '../terminal/terminal.ts';

/** Runs a command about the tool itself: it prints a text. */
export async function runShellCommand(
  command: ParsedCommand<ShellCommandName>,
  terminal: Terminal,
): Promise<number> {
  const output = new BatchedOutput(terminal.stdout);
  output.write(await textOf(command, proseWidth(terminal)));
  await output.finish();
  return EXIT.OK;
}

async function textOf(
  { name, words, options }: ParsedCommand<ShellCommandName>,
  width: number,
): Promise<string> {
  const [first = ''] = words;
  switch (name) {
    case 'explain':
      return (await import('./explain.ts')).explain(words, width);
    case 'fields':
      return (await import('./fields.ts')).fields(words[0]);
    case 'completion':
      return (await import('./completion.ts')).completionScript(first as 'bash' | 'zsh' | 'fish');
    case 'extcap': {
      const { install } = await import('../extcap/install.ts');
      const { env: environment, platform } = process;
      const directory = options.directory as string | undefined;
      return install(directory, { environment, platform, program: programWords(process.argv) });
    }
    // With the name of a command, both have become options before (`meantCommandLine`).
    case 'help': {
      const { suggestion } = await import('../../output/fields/nearest-name.ts');
      const hint = suggestion(
        first,
        ALL_COMMANDS.map(command => command.name),
      );
      throw new CommandError(`help: no command is named '${first}'${hint}`, EXIT.USAGE);
    }
    case 'version':
      throw new CommandError('version: expected nothing after it', EXIT.USAGE);
  }
}
