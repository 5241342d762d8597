import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandRow, OptionRow } from '../../src/cli/parse/command-table.ts';
import { fieldNamed, fieldNames } from '../../src/output/fields/fields.ts';
import { latin1 } from '../support/captures/packets.ts';
import type { FuzzInput } from './input.ts';
import { FILTERS } from './library.ts';
import { mutatedBytes } from './mutate-bytes.ts';
import type { Random } from './random.ts';

/** A command line for an input, and what is to be expected of it. */
export interface CommandLine {
  readonly argv: readonly string[];
  readonly command: CommandRow;
  /** The value of `--format` where the command has one. */
  readonly format: string;
  /** Files and folders that it writes, by the option. */
  readonly outputs: Readonly<Record<string, string>>;
  /** A file of keys or a filter was damaged: exit code 1 or 2 is right. */
  readonly refusable: boolean;
  /** Bytes for standard input; null when it is not read. */
  readonly stdin: Uint8Array | null;
}

/** Makes a command line from a row of the command table; the files of the input are put into the folder. */
export function commandLine(
  command: CommandRow,
  input: FuzzInput,
  folder: string,
  random: Random,
): CommandLine {
  const draft = new Draft(input, folder, random);
  const files = input.files.slice(0, command.words.most).map((bytes, i) => {
    const path = join(folder, `${i}.pcap`);
    writeFileSync(path, bytes);
    return path;
  });
  const fromStdin = files.length === 1 && random.oneIn(8);
  const format = formatOf(command, random);
  const options = command.options.flatMap(row => (row.name === 'format' ? [] : draft.option(row, format)));
  return {
    argv: [
      command.name,
      ...(fromStdin ? ['-'] : files),
      ...(format === '' ? [] : ['--format', format]),
      ...options,
    ],
    command,
    format,
    outputs: draft.outputs,
    // Two registrations or calls may not be in it.
    refusable: draft.refusable || command.name === 'compare',
    stdin: fromStdin ? (input.files[0] as Uint8Array) : null,
  };
}

function formatOf({ options }: CommandRow, random: Random): string {
  return random.pick(options.find(({ name }) => name === 'format')?.choices ?? ['']);
}

class Draft {
  readonly outputs: Record<string, string> = {};
  refusable = false;
  /** A filter and a decrypted capture exclude each other. */
  #filtered = false;
  #showsKeys = false;
  readonly #input: FuzzInput;
  readonly #folder: string;
  readonly #random: Random;

  constructor(input: FuzzInput, folder: string, random: Random) {
    this.#input = input;
    this.#folder = folder;
    this.#random = random;
  }

  /** The words of an option; none when it is left out. */
  option(row: OptionRow, format: string): string[] {
    const { name, type, choices, required } = row;
    const random = this.#random;
    switch (name) {
      case 'field':
        return format === 'fields' ? this.#several(6, () => ['-e', random.pick(FIELDS)]) : [];
      case 'layout':
        return format === 'fields' && random.oneIn(2) ? ['-E', random.pick(LAYOUTS)] : [];
      case 'display-filter':
        return random.oneIn(3) ? ['-Y', this.#filter()] : [];
      case 'write':
        return !this.#filtered && random.oneIn(4) ? this.#output(row, 'out.pcapng') : [];
      case 'directory':
        return this.#output(row, 'directory.out');
      case 'output':
        if (required === true || !random.oneIn(3)) return this.#output(row, 'output.out');
        // Keys go to standard output only when they are asked for.
        this.#showsKeys = true;
        return ['--show-keys'];
      case 'show-keys':
        return !this.#showsKeys && random.oneIn(4) ? ['--show-keys'] : [];
      case 'keys':
      case 'usim':
      case 'esp-sa':
      case 'xfrm':
      case 'pcscf-log':
        return random.oneIn(4) ? this.#keyFile(name) : [];
      case 'esp':
        return format === 'text' && !this.#filtered && random.oneIn(3) ? ['--esp'] : [];
      // Colours are controls, and a file would be followed for ever.
      case 'color':
      case 'follow':
      case 'ck':
      case 'ik':
      case 'jobs':
        return [];
      case 'count':
        return random.oneIn(20) ? ['-c', `${1 + random.below(8)}`] : [];
      case 'profile':
        return random.oneIn(3) ? ['--profile', 'ims'] : [];
      default:
        break;
    }
    if (type === 'boolean') return random.oneIn(4) ? [`--${name}`] : [];
    if (choices !== undefined)
      return required === true || random.oneIn(3) ? [`--${name}`, random.pick(choices)] : [];
    if (required !== true) return [];
    throw new Error(`${name}: the fuzzer knows no value for this option, it needs one in command-line.ts`);
  }

  #several(most: number, make: () => string[]): string[] {
    return Array.from({ length: 1 + this.#random.below(most) }, make).flat();
  }

  #output({ name }: OptionRow, file: string): string[] {
    const path = join(this.#folder, file);
    this.outputs[name] = path;
    return [`--${name}`, path];
  }

  #filter(): string {
    this.#filtered = true;
    const filter = this.#random.pick(FILTERS);
    if (!this.#random.oneIn(4)) return filter;
    this.refusable = true;
    // No command line holds a NUL.
    return Buffer.from(mutatedBytes(latin1(filter), this.#random))
      .toString()
      .replaceAll('\0', ' ');
  }

  #keyFile(option: string): string[] {
    const text = this.#input.story.files[option] ?? TEXTS[option];
    if (text === undefined || text === '') return [];
    const path = join(this.#folder, `${option}.txt`);
    const damaged = this.#random.oneIn(3);
    if (damaged) this.refusable = true;
    const bytes = latin1(text);
    writeFileSync(path, damaged ? mutatedBytes(bytes, this.#random) : bytes);
    return [`--${option}`, path];
  }
}

const FIELDS = fieldNames().filter(name => fieldNamed(name)?.keys !== 'whole');

const LAYOUTS = ['header=y', 'bom=y', 'separator=,', 'aggregator=;', 'occurrence=f', 'quote=d', 'quote=s'];

/** Files of keys that no capture has. */
export const TEXTS: Readonly<Record<string, string>> = {
  xfrm:
    'src 10.10.0.2 dst 10.10.0.1\n\tproto esp spi 0x79f51584 reqid 1 mode transport\n\treplay-window 32 \n' +
    '\tauth-trunc hmac(sha1) 0x7a23b1bde1069329a19bc91fb8f8c66800000000 96\n' +
    '\tenc cbc(aes) 0x8e716112013a48e55bc2e325c33a030f\n' +
    '\tsel src 10.10.0.2/32 dst 10.10.0.1/32 sport 31008 dport 5063 \n',
  'pcscf-log':
    'Nov 21 pcscf kamailio: Old header - WWW-Authenticate=Digest realm="ims", ' +
    'nonce="I1U8vpY3qJ0hiuZNrke/NVXzKLQ1d7m5Sp/6w1Tfr7M=", algorithm=AKAv1-MD5, ' +
    'ck="b40ba9a3c58b2a05bbf0d987b21bf8cb", ik="f769bcd751044604127672711c6d3441"\n',
};
