import { isSameFile } from '../../output/wireshark/whole-file.ts';
import { CommandError, EXIT, type Terminal } from '../terminal/terminal.ts';
import type { KeyFileArgument } from './key-inputs.ts';

/** Arguments that name files to read. */
interface Inputs {
  readonly file: readonly string[];
  readonly keyFiles?: readonly KeyFileArgument[];
}

/**
 * Refuses to write over an input, a capture or a key file, under any name: a link, another spelling of the path,
 * standard input. Must be called before anything is read.
 *
 * @param option the option that gave `path`.
 * @throws CommandError
 */
export function refuseInput(option: string, path: string, inputs: Inputs, terminal: Terminal): void {
  const { file, keyFiles = [] } = inputs;
  const all = [...file, ...keyFiles.map(one => one.path)];
  const input = all.find(one => isSameFile(path, openName(one, terminal)));
  if (input !== undefined)
    throw new CommandError(
      `${option}: ${path}: expected a file that is not an input, found the input ${input}`,
      EXIT.USAGE,
    );
}

/**
 * Refuses to print into a capture (`>> trace.pcap`): that would damage it, and reading it would never end.
 *
 * @throws CommandError
 */
export function refuseCapturesAsOutput(files: readonly string[], terminal: Terminal): void {
  const { fd } = terminal.stdout as { readonly fd?: number };
  if (fd === undefined) return;
  const input = files.find(file => isSameFile(openName(file, terminal), fd, 'regular'));
  if (input !== undefined)
    throw new CommandError(
      `standard output: expected a file that is not an input, found the input ${input}`,
      EXIT.USAGE,
    );
}

/** With `< trace.pcap` standard input is a file. */
function openName(input: string, { stdin }: Terminal): string | number {
  const { fd } = stdin as { readonly fd?: number };
  return input === '-' && fd !== undefined ? fd : input;
}
