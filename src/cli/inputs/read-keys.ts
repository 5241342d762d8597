import { fromHex } from '../../bytes/hex.ts';
import { secret } from '../../bytes/secret-bytes.ts';
import type { Issue } from '../../model/issue.ts';
import type { KeyFile, KeyFileIssue } from '../../model/key-file.ts';
import type { KeyMaterial } from '../../model/security-association.ts';
import { CommandError, EXIT } from '../terminal/terminal.ts';
import { boundedText } from './bounded-text.ts';
import { KEY_INPUTS, type KeyFileArgument, type KeyInput, type KeyOptions } from './key-inputs.ts';

/** The keys from all key files. */
export interface FoundKeys extends KeyOptions {
  /** Problems in the files: one issue for each line or entry, up to a bound. */
  readonly issues: readonly Issue[];
}

/** Most issues of one file that are printed: they fit a screen. */
const ISSUES_SHOWN = 20;

/** Most octets of a key file: a million keys take about half of it. */
const MOST_OCTETS = 256 * 1024 ** 2;

/**
 * Reads key files, in the order of `KEY_INPUTS`. A wrong entry is skipped and becomes an issue, and so does a file that
 * cannot be read or has no valid entry: that issue has `damage`, as something was given that is not used.
 *
 * @throws CommandError for a file that does not exist: its name is wrong.
 */
export async function readKeyFiles(
  files: readonly KeyFileArgument[],
  mostOctets = MOST_OCTETS,
): Promise<FoundKeys> {
  const found = { usims: [], keys: [], givenSas: [] };
  const issues: Issue[] = [];
  for (const input of KEY_INPUTS)
    for (const { option, path } of files)
      if (option === input.option) await read(input, path, found, issues, mostOctets);
  return { ...found, issues };
}

async function read(
  input: KeyInput,
  path: string,
  found: Record<keyof KeyOptions, unknown[]>,
  issues: Issue[],
  mostOctets: number,
): Promise<void> {
  const parse: (text: string) => KeyFile<unknown> = await input.parser();
  const text = await boundedText(input.option, path, input.encoding, mostOctets);
  if (text instanceof Error) {
    issues.push(unusable(input, path, { place: '', kind: 'wrong', reason: text.message }));
    return;
  }
  const file = parse(text);
  const wrong = file.issues.find(({ kind }) => kind === 'wrong');
  if (file.entries.length === 0 && wrong !== undefined) {
    issues.push(unusable(input, path, wrong));
    return;
  }
  for (const entry of file.entries) found[input.into].push(entry);
  for (const issue of file.issues.slice(0, ISSUES_SHOWN)) issues.push(issueOf(input, path, issue));
  const more = file.issues.length - ISSUES_SHOWN;
  if (more > 0)
    issues.push(issueOf(input, path, { place: '', kind: 'wrong', reason: `${more} more problems` }));
}

/** Nothing of the file is used. */
function unusable(input: KeyInput, path: string, issue: KeyFileIssue): Issue {
  const { message, ...rest } = issueOf(input, path, issue);
  return { ...rest, damage: true, message: `--${input.option}: ${message}: no key of it is used` };
}

function issueOf(input: KeyInput, path: string, issue: KeyFileIssue): Issue {
  return {
    code: codeOf(input, issue),
    layer: input.layer,
    damage: false,
    file: null,
    frame: null,
    offset: null,
    message: placed(path, issue),
  };
}

function codeOf({ option, code }: KeyInput, { kind }: KeyFileIssue): string {
  switch (kind) {
    case 'wrong':
      return code;
    case 'unsupported':
      return `${option}-unsupported`;
    case 'ignored':
      return 'unknown-member';
  }
}

function placed(path: string, { place, reason }: KeyFileIssue): string {
  return place === '' ? `${path}: ${reason}` : `${path}: ${place}: ${reason}`;
}

/**
 * The keys of `--ck` and `--ik`, tried for every agreement. Errors do not repeat the key, because they end up in logs.
 *
 * @throws CommandError
 */
export function keysOf(ck: string | undefined, ik: string | undefined): KeyMaterial[] {
  if (ck === undefined && ik === undefined) return [];
  if (ck === undefined || ik === undefined)
    throw new CommandError('--ck and --ik: expected both or none, found one', EXIT.USAGE);
  return [{ ck: keyOf('--ck', ck), ik: keyOf('--ik', ik), source: 'file' }];
}

function keyOf(option: string, text: string): Uint8Array {
  const bytes = fromHex(text);
  if (bytes === null || bytes.length !== 16)
    throw new CommandError(`${option}: expected 32 hex digits, found ${text.length} characters`, EXIT.USAGE);
  return secret(bytes);
}
