/** One option of a command; `name` is its long form. */
export interface OptionRow {
  readonly name: string;
  /** One letter, the same as in tshark if it has one. */
  readonly letter?: string;
  readonly type: 'string' | 'number' | 'boolean';
  readonly choices?: readonly string[];
  readonly required?: boolean;
  /** May be given several times. */
  readonly repeatable?: boolean;
  readonly describe: string;
}

/** The words of a command line that are not options. */
export interface WordsRow {
  /** As the help calls them. */
  readonly name: string;
  readonly describe: string;
  readonly least: number;
  readonly most: number;
  readonly choices?: readonly string[];
}

/** One command: what it does, its words and its options. */
export interface CommandRow<Name extends string = string> {
  readonly name: Name;
  readonly describe: string;
  readonly words: WordsRow;
  readonly options: readonly OptionRow[];
}

export type CaptureCommandName =
  | 'compare'
  | 'decode'
  | 'diagnose'
  | 'facts'
  | 'flow'
  | 'report'
  | 'sas'
  | 'wireshark'
  | 'export';
export type ShellCommandName = 'explain' | 'extcap' | 'fields' | 'completion' | 'help' | 'version';

/** A parsed command line. Absent options are missing; repeatable ones are arrays. */
export interface ParsedCommand<Name extends string = CaptureCommandName> {
  readonly name: Name;
  /** Of a command that reads captures, the captures. */
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
}

export type AnyCommand = ParsedCommand<CaptureCommandName> | ParsedCommand<ShellCommandName>;
