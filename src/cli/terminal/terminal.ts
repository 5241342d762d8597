import type { Readable, Writable } from 'node:stream';
import { printable } from '../../bytes/printable.ts';

/** The three standard streams; tests can give their own. */
export interface Terminal {
  readonly stdin: Readable;
  /** `columns` is the width of the terminal. */
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

/** Columns of a terminal; null for a file, a pipe, and a terminal that does not know its width. */
export function terminalWidth({ isTTY, columns }: Terminal['stdout']): number | null {
  return isTTY === true ? columns || null : null;
}

/** Columns of prose: those of the terminal, or 110 for a file, a pipe, and a terminal that does not know its width. */
export function proseWidth({ stdout }: Terminal): number {
  return stdout.columns || 110;
}

/** The line may have a progress line, or the terminal's echo of Ctrl-C. */
export const CLEARED_LINE = '\r\u001b[K';

/** Writes one line of the tool to standard error. */
export function note(terminal: Terminal, text: string): void {
  terminal.stderr.write(`ims-esp: ${printable(text)}\n`);
}

/** Exit codes (tshark's, and 3 for `--fail-on`). */
export const EXIT = {
  /** Finished. */
  OK: 0,
  /** The command line is wrong. */
  USAGE: 1,
  /** An input could not be read to its end, or an output could not be written. */
  UNREADABLE: 2,
  /** Finished, and the condition of `--fail-on` is met. */
  CONDITION: 3,
} as const;

/** An error that ends the command with one line, optional lines that show the place, and an exit code. */
export class CommandError extends Error {
  readonly exitCode: number;
  /** Printed unchanged below the message; empty for nothing. */
  readonly detail: string;

  constructor(message: string, exitCode: number, detail = '') {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
    this.detail = detail;
  }
}

/** Joins the lines of a message to one. */
export function oneLine(text: string): string {
  const lines = text.split('\n').map(line => line.trim());
  return lines.filter(line => line !== '').join(' ');
}
