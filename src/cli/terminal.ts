import type { Readable, Writable } from 'node:stream';

/** The three standard streams, so that tests can give their own. */
export interface Terminal {
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

/** Exit codes (tshark's, and 3 for `--fail-on`). */
export const EXIT = {
  /** Finished. */
  OK: 0,
  /** The command line is wrong. */
  USAGE: 1,
  /** An input could not be read to its end, or an output could not be written. */
  UNREADABLE: 2,
} as const;

/** A problem that ends the command with one line and an exit code. */
export class CommandError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}
