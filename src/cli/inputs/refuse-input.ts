import { isSameFile } from '../../output/wireshark/whole-file.ts';
import { CommandError, EXIT, type Terminal } from '../terminal/terminal.ts';
import type { KeyFileArgument } from './key-inputs.ts';

/** Arguments that name files to be read. */
interface Inputs {
  readonly file: readonly string[];
  readonly keyFiles?: readonly KeyFileArgument[];
}

/**
 * Refuses to write over what is to be read, a capture or a file of keys, under whatever name: a link, another spelling
 * of the path, standard input. To be asked before anything is read.
 *
 * @param option that names `path`.
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
 * Refuses to print into a capture (`>> trace.pcap`): that would spoil it, and reading it would never end.
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

/** Standard input is a file when the shell was told `< trace.pcap`. */
function openName(input: string, { stdin }: Terminal): string | number {
  const { fd } = stdin as { readonly fd?: number };
  return input === '-' && fd !== undefined ? fd : input;
}
