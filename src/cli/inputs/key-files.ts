import { readFile } from 'node:fs/promises';
import type { EntryFile, UnknownMember, WrongEntry } from '../../aka/file-entries.ts';
import { type GivenKey, parseGivenKeys } from '../../aka/key-file.ts';
import type { Usim } from '../../aka/usim.ts';
import { parseUsims } from '../../aka/usim-file.ts';
import type { Issue } from '../../model/issue.ts';
import { CommandError, EXIT } from '../terminal/terminal.ts';

/** What the files of `--usim` and `--keys` hold. */
export interface KeyFiles {
  readonly usims: readonly Usim[];
  readonly keys: readonly GivenKey[];
  /** Members that mean nothing. */
  readonly issues: readonly Issue[];
}

/** Reads the files of both options. One that cannot be read or understood is refused; no value of it is shown. */
export async function readKeyFiles(
  usimFiles: readonly string[],
  keyFiles: readonly string[],
): Promise<KeyFiles> {
  const issues: Issue[] = [];
  const usims = await entriesOf('--usim', usimFiles, parseUsims, issues);
  const keys = await entriesOf('--keys', keyFiles, parseGivenKeys, issues);
  return { usims, keys, issues };
}

async function entriesOf<Entry>(
  option: string,
  files: readonly string[],
  parse: (text: string) => EntryFile<Entry>,
  issues: Issue[],
): Promise<Entry[]> {
  const all: Entry[] = [];
  for (const file of files) {
    const { entries, unknown, wrong } = parse(await textOf(option, file));
    if (entries === null) throw new CommandError(`${option}: ${file}: ${wrongText(wrong)}`, EXIT.USAGE);
    for (const entry of entries) all.push(entry);
    issues.push(...unknown.map(member => unknownIssue(file, member)));
  }
  return all;
}

async function textOf(option: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CommandError(`${option}: ${file}: ${(error as Error).message}`, EXIT.USAGE);
  }
}

function wrongText({ entry, line, reason }: WrongEntry): string {
  const where = [line === null ? '' : `line ${line}: `, entry === null ? '' : `entry ${entry}: `];
  return `${where.join('')}${reason}`;
}

function unknownIssue(file: string, { entry, name }: UnknownMember): Issue {
  return {
    code: 'unknown-member',
    layer: 'input',
    damage: false,
    file: null,
    frame: null,
    offset: null,
    message: `${file}: entry ${entry}: ${name} means nothing there and is ignored`,
  };
}
