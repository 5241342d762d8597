import { ALL_COMMANDS, type CommandRow, type OptionRow } from '../parse/command-table.ts';

/** Exit codes, as the manual explains them. */
const EXIT_CODES: readonly (readonly [code: number, meaning: string])[] = [
  [0, 'finished'],
  [1, 'the command line is wrong'],
  [2, 'an input could not be read to its end, or an output not be written; what was read is printed'],
  [3, 'finished, and the condition of --fail-on is met'],
];

/** The manual pages in the language of man(7): file name and text, one page for the program and one for each command. */
export function manPages(version: string): (readonly [file: string, text: string])[] {
  const pages = ALL_COMMANDS.map(row => [`ims-esp-${row.name}.1`, commandPage(row, version)] as const);
  return [['ims-esp.1', programPage(version)], ...pages];
}

function programPage(version: string): string {
  return page('ims-esp', version, [
    ['NAME', [escaped('ims-esp - decrypts the IPsec of IMS registrations in packet captures')]],
    ['SYNOPSIS', ['.B ims\\-esp', '.I command', '[options] [words]', '.br', '.B ims\\-esp', '.I file']],
    [
      'DESCRIPTION',
      [
        escaped(
          'Reads packet captures offline, finds the AKA challenge and the security agreement in the SIP, rebuilds the IPsec SAs between phone and P-CSCF, verifies and decrypts the ESP, prints the SIP inside, and says why a registration failed.',
        ),
        '.PP',
        escaped('With nothing but a file it diagnoses the registrations in it.'),
      ],
    ],
    [
      'COMMANDS',
      ALL_COMMANDS.flatMap(({ name, describe }) => entry(`.BR ims\\-esp\\-${name} (1)`, describe)),
    ],
    exitStatus(),
    ['SEE ALSO', ['.BR tshark (1),', '.BR wireshark (1)']],
  ]);
}

function commandPage(row: CommandRow, version: string): string {
  const name = `ims-esp-${row.name}`;
  const { words } = row;
  const several = words.most > 1 ? '...' : '';
  return page(name, version, [
    ['NAME', [escaped(`${name} - ${row.describe}`)]],
    [
      'SYNOPSIS',
      [
        `.B ims\\-esp ${row.name}`,
        ...(row.options.length > 0 ? ['[options]'] : []),
        ...(words.name === '' ? [] : [`.I ${words.name}${several}`]),
      ],
    ],
    ...(words.name === '' ? [] : [section('WORDS', entry(`.I ${words.name}`, wordsText(row)))]),
    ...(row.options.length === 0 ? [] : [section('OPTIONS', row.options.flatMap(optionEntry))]),
    exitStatus(),
    ['SEE ALSO', ['.BR ims\\-esp (1)']],
  ]);
}

type Section = readonly [title: string, lines: readonly string[]];

function section(title: string, lines: readonly string[]): Section {
  return [title, lines];
}

function page(name: string, version: string, sections: readonly Section[]): string {
  const head = `.TH "${escaped(name.toUpperCase())}" 1 "" "ims\\-esp ${version}"`;
  return `${[head, ...sections.flatMap(([title, lines]) => [`.SH ${title}`, ...lines])].join('\n')}\n`;
}

function exitStatus(): Section {
  return ['EXIT STATUS', EXIT_CODES.flatMap(([code, meaning]) => entry(`.B ${code}`, meaning))];
}

function optionEntry({ name, letter, type, choices, describe }: OptionRow): string[] {
  const words = [...(letter === undefined ? [] : [`-${letter}`]), `--${name}`].map(
    word => `\\fB${escaped(word)}\\fR`,
  );
  const value = type === 'boolean' ? '' : ` \\fI${escaped(choices?.join('|') ?? name)}\\fR`;
  return entry(`${words.join(', ')}${value}`, describe);
}

function wordsText({ words }: CommandRow): string {
  return words.choices === undefined ? words.describe : `${words.describe}: ${words.choices.join(', ')}`;
}

function entry(head: string, text: string): string[] {
  return ['.TP', head, escaped(text)];
}

/** A text in which man(7) sees no command: its signs are a backslash, and a dot or quote that begins a line. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replace(/^[.']/, '\\&$&');
}
