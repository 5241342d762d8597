import type { CommandRow, ShellCommandName, WordsRow } from './command-row.ts';

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
