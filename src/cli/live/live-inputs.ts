import { type CaptureInput, isRereadable } from '../../analysis/input/capture-bytes.ts';
import { onFirstInterrupt } from '../terminal/on-interrupt.ts';
import { CLEARED_LINE, CommandError, EXIT, note, type Terminal } from '../terminal/terminal.ts';

/** What decides how captures are read. */
export interface InputArguments {
  readonly file: readonly string[];
  /** Is the capture read on as it grows? */
  readonly follow?: boolean | undefined;
}

/** @throws CommandError if standard input is named twice, or several captures are to be followed. */
export function inputsOf({ file, follow }: InputArguments, terminal: Terminal): CaptureInput[] {
  if (file.filter(name => name === '-').length > 1)
    throw new CommandError('-: expected standard input once, found it several times', EXIT.USAGE);
  // Those of a time would wait for all others to reach it.
  if (follow === true && file.length !== 1)
    throw new CommandError(`--follow: expected one capture, found ${file.length}`, EXIT.USAGE);
  return file.map(name => (name === '-' ? { name, stream: terminal.stdin } : { name }));
}

/** May bytes come as long as somebody sends them, so that only a signal ends the capture? */
export function isLive({ file, follow }: InputArguments): boolean {
  return follow === true || !file.every(name => name !== '-' && isRereadable({ name }));
}

/** The end of captures that are read live. */
export interface LiveEnd {
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  /** Leaves the signals alone again. */
  stop(): void;
}

/** Ctrl-C is how one ends tcpdump: the first one ends the capture, and what was read is judged and written. */
export function endAtInterrupt(terminal: Terminal, quiet: boolean): LiveEnd {
  const end = new AbortController();
  const stop = onFirstInterrupt(() => {
    if (terminal.stderr.isTTY === true) terminal.stderr.write(CLEARED_LINE);
    if (!quiet) note(terminal, 'the capture ends here; once more, and nothing is finished');
    end.abort();
  });
  return { signal: end.signal, stop };
}
