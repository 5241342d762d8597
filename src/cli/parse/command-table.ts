import { DECODE_FORMATS } from '../commands/decode-formats.ts';
import { KEY_INPUTS } from '../inputs/key-inputs.ts';

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

export type CommandName = 'decode' | 'diagnose' | 'flow' | 'report' | 'sas' | 'wireshark' | 'export';

/** One command: what it does and its options. All commands take files. */
export interface CommandRow {
  readonly name: CommandName;
  readonly describe: string;
  readonly options: readonly OptionRow[];
}

/** A parsed command line. Absent options are missing; repeatable ones are arrays. */
export interface ParsedCommand {
  readonly name: CommandName;
  readonly file: readonly string[];
  readonly options: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
}

const COMMON: readonly OptionRow[] = [
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

/** The command line, for both parsers: the quick one and the full one. */
export const COMMANDS: readonly CommandRow[] = [
  {
    name: 'decode',
    describe: 'print the SIP messages, unprotected and inside ESP',
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
        name: 'hide-raw',
        type: 'boolean',
        describe: 'with -T json: hide keys in raw, too (always done in a terminal)',
      },
      FAIL_ON,
      ...COMMON,
    ],
  },
  {
    name: 'sas',
    describe: 'list the security associations with their states and counts',
    options: [{ ...FORMAT, choices: ['text', 'json'] }, FAIL_ON, ...COMMON],
  },
  {
    name: 'diagnose',
    describe: 'say how each registration ended, and why',
    options: [
      { ...FORMAT, choices: ['text', 'json'] },
      {
        name: 'verbose',
        letter: 'V',
        type: 'boolean',
        describe: 'print all timelines, also those of successful registrations',
      },
      { ...FAIL_ON, choices: ['failed', 'warning', 'icv-bad'] },
      ...COMMON,
    ],
  },
  {
    name: 'flow',
    describe: 'draw a ladder for each registration, call and other dialog',
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
      FAIL_ON,
      ...COMMON,
    ],
  },
  {
    name: 'report',
    describe: 'write everything as one HTML page that works offline',
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
    options: [
      { name: 'directory', letter: 'd', type: 'string', required: true, describe: 'folder to write into' },
      { name: 'profile', type: 'string', describe: 'write into DIRECTORY/profiles/NAME' },
      ...COMMON,
    ],
  },
  {
    name: 'export',
    describe: 'write the keys, or the SAs as commands for a kernel',
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
