import { TIME_FORMATS } from '../../output/time/time-column.ts';
import { DECODE_FORMATS } from '../commands/decode-formats.ts';
import { KEY_INPUTS } from '../inputs/key-inputs.ts';
import { COLOURS } from '../terminal/paint.ts';

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

/** Is it about the tool itself? */
export function isShellCommand(command: AnyCommand): command is ParsedCommand<ShellCommandName> {
  return SHELL_COMMANDS.some(({ name }) => name === command.name);
}

/** All captures of a command line: those of `-r`, then its words. */
export function capturesOf(words: readonly string[], options: ParsedCommand['options']): readonly string[] {
  return [options['read-file'] ?? [], words].flat() as string[];
}

const CAPTURES: WordsRow = {
  name: 'file',
  describe:
    'captures (pcap or pcapng, also in gzip or zstd), folders of captures or quoted patterns; merged by time; - is standard input',
  least: 1,
  most: Number.POSITIVE_INFINITY,
};

/** Of commands that print text for a terminal. */
const COLOR: OptionRow = {
  name: 'color',
  type: 'string',
  choices: COLOURS,
  describe: 'colours (default: auto, those of a terminal; NO_COLOR, FORCE_COLOR and TERM=dumb are obeyed)',
};

const TIME: OptionRow = {
  name: 'time',
  letter: 't',
  type: 'string',
  choices: TIME_FORMATS,
  describe:
    'times: r since the first frame, a time of day, ad with date, u and ud in UTC, d since the time before, e since 1970 (default: r)',
};

const COMMON: readonly OptionRow[] = [
  {
    name: 'read-file',
    letter: 'r',
    type: 'string',
    repeatable: true,
    describe: 'a capture, as a word without this option is (repeatable)',
  },
  ...KEY_INPUTS.map(({ option, describe }) => ({
    name: option,
    type: 'string' as const,
    repeatable: true,
    describe,
  })),
  { name: 'ck', type: 'string', describe: 'CK in hex, tried for every agreement; needs --ik' },
  { name: 'ik', type: 'string', describe: 'IK in hex; needs --ck' },
  { name: 'show-keys', type: 'boolean', describe: 'print keys, which are hidden otherwise' },
  { name: 'crypto', type: 'string', choices: ['auto', 'node', 'noble'], describe: 'crypto engine' },
  { name: 'jobs', type: 'number', describe: 'threads for large captures (default: one per core)' },
  {
    name: 'max-memory',
    type: 'string',
    describe:
      'memory for all tables together, such as 256M or 1G; with less, older entries are dropped sooner',
  },
  {
    name: 'max-unpacked',
    type: 'string',
    describe:
      'what a compressed capture may unpack to, such as 20G; without it 64M without a frame, or 1000 times its size',
  },
  { name: 'count', letter: 'c', type: 'number', describe: 'stop after this many frames' },
  { name: 'quiet', letter: 'q', type: 'boolean', describe: 'no summary on standard error' },
];

const FORMAT = { name: 'format', letter: 'T', type: 'string', describe: 'output format' } as const;

const DISPLAY_FILTER: OptionRow = {
  name: 'display-filter',
  letter: 'Y',
  type: 'string',
  describe: "only messages that match this filter, in tshark's syntax",
};

const FAIL_ON: OptionRow = {
  name: 'fail-on',
  type: 'string',
  choices: ['icv-bad'],
  describe: 'exit with code 3 if the capture has this',
};

/** The commands that read captures, for both parsers: the quick one and the full one. */
export const COMMANDS: readonly CommandRow<CaptureCommandName>[] = [
  {
    name: 'decode',
    describe: 'print the SIP messages, unprotected and inside ESP',
    words: CAPTURES,
    options: [
      { ...FORMAT, choices: Object.keys(DECODE_FORMATS) },
      {
        name: 'field',
        letter: 'e',
        type: 'string',
        repeatable: true,
        describe: "with -T fields: a field to print, by tshark's name (repeatable)",
      },
      {
        name: 'layout',
        letter: 'E',
        type: 'string',
        repeatable: true,
        describe: 'with -T fields: bom, header, separator, aggregator, occurrence, quote (repeatable)',
      },
      DISPLAY_FILTER,
      { name: 'verbose', letter: 'V', type: 'boolean', describe: 'print each message in full' },
      {
        name: 'write',
        letter: 'w',
        type: 'string',
        describe: 'also write a decrypted capture, as pcapng; - is standard output',
      },
      {
        name: 'hep',
        type: 'string',
        describe: 'also send the messages to a collector such as Homer, as HEP3: HOST:PORT or HOST:PORT/tcp',
      },
      {
        name: 'hide-raw',
        type: 'boolean',
        describe: 'with -T json: hide keys in raw, too (always done in a terminal)',
      },
      {
        name: 'width',
        type: 'number',
        describe:
          'columns of a line of text (default: those of the terminal; a file gets all, and nothing is cut)',
      },
      TIME,
      COLOR,
      FAIL_ON,
      ...COMMON,
    ],
  },
  {
    name: 'sas',
    describe: 'list the security associations with their states and counts',
    words: CAPTURES,
    options: [{ ...FORMAT, choices: ['text', 'json'] }, FAIL_ON, ...COMMON],
  },
  {
    name: 'diagnose',
    describe: 'say how each registration ended, and why',
    words: CAPTURES,
    options: [
      { ...FORMAT, choices: ['text', 'json'] },
      {
        name: 'verbose',
        letter: 'V',
        type: 'boolean',
        describe: 'print all timelines, also those of successful registrations',
      },
      TIME,
      COLOR,
      { ...FAIL_ON, choices: ['failed', 'warning', 'icv-bad'] },
      ...COMMON,
    ],
  },
  {
    name: 'facts',
    describe: 'list what the capture shows of each subscriber: bearer, P-CSCF, cell, registration, SAs',
    words: CAPTURES,
    options: [{ ...FORMAT, choices: ['text', 'json'] }, FAIL_ON, ...COMMON],
  },
  {
    name: 'flow',
    describe: 'draw a ladder for each registration, call and other dialog',
    words: CAPTURES,
    options: [
      { ...FORMAT, choices: ['text', 'mermaid', 'svg'] },
      { name: 'output', letter: 'o', type: 'string', describe: 'file to write (default: standard output)' },
      DISPLAY_FILTER,
      {
        name: 'call-id',
        type: 'string',
        repeatable: true,
        describe: 'only this Call-ID (repeatable)',
      },
      {
        name: 'impi',
        type: 'string',
        repeatable: true,
        describe: 'only dialogs of this private identity or IMSI (repeatable)',
      },
      {
        name: 'one-ladder',
        type: 'boolean',
        describe: 'one ladder for everything instead of one per Call-ID',
      },
      {
        name: 'with',
        type: 'string',
        choices: ['core'],
        describe: 'core: also eNB or gNB, MME or AMF, SGW, PGW and PCRF (always with --one-ladder)',
      },
      {
        name: 'name',
        type: 'string',
        repeatable: true,
        describe: 'name of a host, as ADDRESS=NAME or ADDRESS:PORT=NAME (repeatable)',
      },
      {
        name: 'width',
        type: 'number',
        describe: 'columns of the text (default: those of the terminal, or 120)',
      },
      TIME,
      COLOR,
      FAIL_ON,
      ...COMMON,
    ],
  },
  {
    name: 'report',
    describe: 'write everything as one HTML page that works offline',
    words: CAPTURES,
    options: [
      {
        name: 'output',
        letter: 'o',
        type: 'string',
        required: true,
        describe: 'HTML file to write; - is standard output',
      },
      FAIL_ON,
      ...COMMON,
    ],
  },
  {
    name: 'wireshark',
    describe: 'write a Wireshark profile that decrypts the capture',
    words: CAPTURES,
    options: [
      { name: 'directory', letter: 'd', type: 'string', required: true, describe: 'folder to write into' },
      { name: 'profile', type: 'string', describe: 'write into DIRECTORY/profiles/NAME' },
      ...COMMON,
    ],
  },
  {
    name: 'export',
    describe: 'write the keys, or the SAs as commands for a kernel',
    words: CAPTURES,
    options: [
      {
        name: 'format',
        type: 'string',
        choices: ['keys', 'ip-xfrm', 'setkey'],
        required: true,
        describe: 'keys: CK and IK for another capture; ip-xfrm: commands; setkey: a script',
      },
      {
        name: 'output',
        letter: 'o',
        type: 'string',
        describe: 'file to write, readable by its owner only; without it, give --show-keys',
      },
      ...COMMON,
    ],
  },
];

const NOTHING: WordsRow = { name: '', describe: '', least: 0, most: 0 };

/** The commands about the tool itself. */
export const SHELL_COMMANDS: readonly CommandRow<ShellCommandName>[] = [
  {
    name: 'explain',
    describe: 'say what a rule of diagnose looks for, why, and what to do',
    words: {
      name: 'rule',
      describe: 'names of rules, such as R12; without one, all are listed',
      least: 0,
      most: Number.POSITIVE_INFINITY,
    },
    options: [],
  },
  {
    name: 'fields',
    describe: 'list the names that -e and -Y take, each with the type of its values',
    words: {
      name: 'pattern',
      describe: 'a part of a name, or a whole name with * and ?',
      least: 0,
      most: 1,
    },
    options: [],
  },
  {
    name: 'completion',
    describe: 'print what lets a shell complete commands, options and names',
    words: {
      name: 'shell',
      describe: 'the shell',
      least: 1,
      most: 1,
      choices: ['bash', 'zsh', 'fish'],
    },
    options: [],
  },
  {
    name: 'extcap',
    describe: 'let Wireshark show decrypted captures as they come, as the interface "IMS decrypted"',
    words: { name: 'action', describe: 'what to do', least: 1, most: 1, choices: ['install'] },
    options: [
      {
        name: 'directory',
        letter: 'd',
        type: 'string',
        describe: 'the folder where Wireshark looks (default: that of the user, for Wireshark 4.2 and newer)',
      },
    ],
  },
  {
    name: 'help',
    describe: 'print the help of a command',
    words: { name: 'command', describe: 'the command', least: 0, most: 1 },
    options: [],
  },
  { name: 'version', describe: 'print the version', words: NOTHING, options: [] },
];

/** All commands, in the order of the help. */
export const ALL_COMMANDS: readonly CommandRow<CaptureCommandName | ShellCommandName>[] = [
  ...COMMANDS,
  ...SHELL_COMMANDS,
];
