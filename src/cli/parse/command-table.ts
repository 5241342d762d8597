import { TIME_FORMATS } from '../../output/time/time-column.ts';
import { DECODE_FORMATS } from '../commands/decode-formats.ts';
import { KEY_INPUTS } from '../inputs/key-inputs.ts';
import { COLOURS } from '../terminal/paint.ts';
import type {
  AnyCommand,
  CaptureCommandName,
  CommandRow,
  OptionRow,
  ParsedCommand,
  ShellCommandName,
  WordsRow,
} from './command-row.ts';
import { SHELL_COMMANDS } from './shell-commands.ts';

export type { AnyCommand, CommandRow, OptionRow, ParsedCommand, ShellCommandName, WordsRow };
export { SHELL_COMMANDS };

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

/** Of commands that show hosts. */
const NAMES: OptionRow = {
  name: 'names',
  type: 'string',
  repeatable: true,
  describe: 'file of names for addresses, in the form of /etc/hosts (repeatable)',
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
  {
    name: 'from',
    type: 'string',
    describe:
      'print and judge only what is at this time or later: a date and time, seconds since 1970, or +30, 90s, 2m after the first frame',
  },
  { name: 'to', type: 'string', describe: 'the same for this time or earlier' },
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

const FOLLOW: OptionRow = {
  name: 'follow',
  type: 'boolean',
  describe:
    'read on as the capture grows, and print each verdict when it is reached; Ctrl-C ends the capture',
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
        name: 'esp',
        type: 'boolean',
        describe: 'with -T text: also a line for each ESP packet that was not decrypted',
      },
      {
        name: 'write',
        letter: 'w',
        type: 'string',
        describe: 'also write a decrypted capture, as pcapng; - is standard output',
      },
      {
        name: 'anonymise',
        type: 'boolean',
        describe: 'with -w: replace identities, addresses, host names and keys, for a capture to share',
      },
      {
        name: 'anonymise-key',
        type: 'string',
        describe: 'file with a secret: captures anonymised with the same secret have the same replacements',
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
      NAMES,
      TIME,
      COLOR,
      FOLLOW,
      FAIL_ON,
      ...COMMON,
    ],
  },
  {
    name: 'sas',
    describe: 'list the security associations with their states and counts',
    words: CAPTURES,
    options: [
      { ...FORMAT, choices: ['text', 'json', 'csv'] },
      { name: 'wide', type: 'boolean', describe: 'all columns, also in a narrow terminal' },
      NAMES,
      FAIL_ON,
      ...COMMON,
    ],
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
      NAMES,
      TIME,
      COLOR,
      FOLLOW,
      { ...FAIL_ON, choices: ['failed', 'warning', 'icv-bad'] },
      ...COMMON,
    ],
  },
  {
    name: 'compare',
    describe: 'show two registrations or calls side by side: what the good one has and the bad one lacks',
    words: {
      name: 'file',
      describe:
        'a capture (or a folder, or a quoted pattern) with a good registration or call, and one with a bad one; or one capture with both',
      least: 1,
      most: 2,
    },
    options: [
      { ...FORMAT, choices: ['text', 'json', 'csv'] },
      {
        name: 'good',
        type: 'string',
        describe: 'Call-ID of the good one (default: the first registration that succeeded, or call)',
      },
      {
        name: 'bad',
        type: 'string',
        describe: 'Call-ID of the bad one (default: the first registration that failed, or call)',
      },
      COLOR,
      ...COMMON,
    ],
  },
  {
    name: 'facts',
    describe: 'list what the capture shows of each subscriber: bearer, P-CSCF, cell, registration, SAs',
    words: CAPTURES,
    options: [{ ...FORMAT, choices: ['text', 'json'] }, NAMES, FAIL_ON, ...COMMON],
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
      NAMES,
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
      NAMES,
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

/** All commands, in the order of the help. */
export const ALL_COMMANDS: readonly CommandRow<CaptureCommandName | ShellCommandName>[] = [
  ...COMMANDS,
  ...SHELL_COMMANDS,
];
